#!/usr/bin/env bash
# Sign an .app, put it into a .dmg, have Apple notarise it:  package.sh Waybill.app waybill.dmg
#
#   WAYBILL_SIGN_IDENTITY      "Developer ID Application: ..." in the keychain; without it the app is signed for this
#                              computer only, and nothing is notarised
#   WAYBILL_NOTARY_PROFILE     what `xcrun notarytool store-credentials` has kept; or these three:
#   WAYBILL_NOTARY_KEY         file of an App Store Connect API key (.p8),
#   WAYBILL_NOTARY_KEY_ID      its id,
#   WAYBILL_NOTARY_ISSUER      and its issuer
set -euo pipefail

app=${1:?the .app is missing}
image=${2:?the name of the .dmg is missing}
entitlements="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/entitlements.plist"
identity=${WAYBILL_SIGN_IDENTITY:--}
staging=$(mktemp -d)
trap 'rm -rf "$staging"' EXIT

sign() {
  local options=(--force --sign "$identity")
  if [[ $identity != - ]]; then
    options+=(--options runtime --timestamp)
  fi
  codesign "${options[@]}" "$@"
}

sign_app() {
  # From the inside out: a signature covers those of what it holds.
  while IFS= read -r -d '' file; do
    sign "$file"
  done < <(find "$app/Contents" -type f \( -name '*.dylib' -o -name '*.so' \) -print0)
  while IFS= read -r -d '' framework; do
    sign "$framework"
  done < <(find "$app/Contents" -depth -type d -name '*.framework' -print0)
  sign --entitlements "$entitlements" "$app"
  codesign --verify --deep --strict "$app"
}

make_image() {
  cp -R "$app" "$staging/"
  ln -s /Applications "$staging/Applications"
  rm -f "$image"
  hdiutil create -quiet -volname Waybill -srcfolder "$staging" -fs HFS+ -format ULFO "$image"
  sign "$image"
}

notarise() {
  local credentials
  if [[ -n ${WAYBILL_NOTARY_PROFILE:-} ]]; then
    credentials=(--keychain-profile "$WAYBILL_NOTARY_PROFILE")
  elif [[ -n ${WAYBILL_NOTARY_KEY:-} ]]; then
    credentials=(--key "$WAYBILL_NOTARY_KEY" --key-id "${WAYBILL_NOTARY_KEY_ID:?}" --issuer "${WAYBILL_NOTARY_ISSUER:?}")
  else
    echo "Not notarised: no WAYBILL_NOTARY_PROFILE and no WAYBILL_NOTARY_KEY." >&2
    return
  fi
  xcrun notarytool submit "$image" "${credentials[@]}" --wait
  xcrun stapler staple "$image"
  spctl --assess --type open --context context:primary-signature "$image"
}

sign_app
make_image
if [[ $identity == - ]]; then
  echo "Signed for this computer only, and not notarised: no WAYBILL_SIGN_IDENTITY." >&2
else
  notarise
fi
