; The installer for Windows, made by `dev.py package`:
;   makensis -WX -DVERSION=1.2.3 -DPAYLOAD=folder -DICON=waybill.ico -DOUTFILE=setup.exe [-DSIGN=command] waybill.nsi
;
; For one person without admin rights, or for everybody. Switches:
;   /S              without windows
;   /CurrentUser    for this person; for whoever has no admin rights it is so anyway
;   /AllUsers       for everybody; from an elevated process
;   /D=folder       where to; the last switch, without quotation marks
; Exit status: 0 installed, 1 cancelled, 2 not installed (Waybill is running, or a file cannot be written).

Unicode true
SetCompressor /SOLID lzma
ManifestDPIAware true
ManifestSupportedOS all

!define NAME "Waybill"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${NAME}"
!define APP_PATHS "Software\Microsoft\Windows\CurrentVersion\App Paths\waybill.exe"
!define FOLDER_ENTRY "Software\Classes\Directory\shell\${NAME}"
!define BACKGROUND_ENTRY "Software\Classes\Directory\Background\shell\${NAME}"

!define MULTIUSER_EXECUTIONLEVEL Highest
!define MULTIUSER_MUI
!define MULTIUSER_INSTALLMODE_COMMANDLINE
!define MULTIUSER_INSTALLMODE_INSTDIR "${NAME}"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_KEY "${UNINSTALL_KEY}"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_VALUENAME "InstallLocation"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_KEY "${UNINSTALL_KEY}"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_VALUENAME "InstallLocation"
!define MULTIUSER_USE_PROGRAMFILES64
!define MULTIUSER_INSTALLMODE_DEFAULT_CURRENTUSER
!include MultiUser.nsh
!include MUI2.nsh
!include FileFunc.nsh
!include x64.nsh

Name "${NAME}"
OutFile "${OUTFILE}"
BrandingText "${NAME} ${VERSION}"
ShowInstDetails nevershow
ShowUninstDetails nevershow

VIProductVersion "${VERSION_NUMBERS}"
VIFileVersion "${VERSION_NUMBERS}"
VIAddVersionKey /LANG=0 "ProductName" "${NAME}"
VIAddVersionKey /LANG=0 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "FileDescription" "${NAME} Setup"
VIAddVersionKey /LANG=0 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "LegalCopyright" "Apache-2.0"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\waybillw.exe"

!insertmacro MULTIUSER_PAGE_INSTALLMODE
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "German"

LangString OPEN_WITH ${LANG_ENGLISH} "${OPEN_WITH_EN}"
LangString OPEN_WITH ${LANG_GERMAN} "${OPEN_WITH_DE}"
LangString RUNNING ${LANG_ENGLISH} "${NAME} is running. Close it, then try again: uploads go on where they were."
LangString RUNNING ${LANG_GERMAN} "${NAME} läuft. Bitte schließen und noch einmal versuchen: Uploads gehen da weiter, wo sie waren."
LangString TOO_OLD ${LANG_ENGLISH} "${NAME} needs Windows 10 or newer, of 64 bits."
LangString TOO_OLD ${LANG_GERMAN} "${NAME} braucht Windows 10 oder neuer, mit 64 Bit."

!ifdef SIGN
  !finalize '${SIGN} "%1"' = 0
  !uninstfinalize '${SIGN} "%1"' = 0
!endif

; A program that runs cannot be replaced; the half of another version must never be left behind.
!macro STOP_IF_RUNNING un
Function ${un}StopIfRunning
  again:
  ClearErrors
  StrCpy $1 "$INSTDIR\waybill.exe"
  IfFileExists $1 0 next
  FileOpen $0 $1 a
  IfErrors busy
  FileClose $0
  next:
  StrCpy $1 "$INSTDIR\waybillw.exe"
  IfFileExists $1 0 free
  FileOpen $0 $1 a
  IfErrors busy
  FileClose $0
  Goto free
  busy:
  MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(RUNNING)" /SD IDCANCEL IDRETRY again
  SetErrorLevel 2
  Quit
  free:
FunctionEnd
!macroend
!insertmacro STOP_IF_RUNNING ""
!insertmacro STOP_IF_RUNNING "un."

Function .onInit
  ${IfNot} ${RunningX64}
    Goto refuse
  ${EndIf}
  ReadRegDWORD $1 HKLM "SOFTWARE\Microsoft\Windows NT\CurrentVersion" "CurrentMajorVersionNumber"
  ${If} $1 < 10
    Goto refuse
  ${EndIf}
  SetRegView 64
  !insertmacro MULTIUSER_INIT
  Return
  refuse:
  MessageBox MB_OK|MB_ICONSTOP "$(TOO_OLD)" /SD IDOK
  SetErrorLevel 2
  Quit
FunctionEnd

Function un.onInit
  SetRegView 64
  !insertmacro MULTIUSER_UNINIT
FunctionEnd

Section "-install"
  Call StopIfRunning
  ; What an older version brought and this one does not. Only below our own folder of libraries.
  RMDir /r "$INSTDIR\_internal"
  SetOutPath "$INSTDIR"
  ClearErrors
  File /r "${PAYLOAD}\*"
  IfErrors 0 written
  SetErrorLevel 2
  Abort
  written:
  WriteUninstaller "$INSTDIR\uninstall.exe"

  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\waybillw.exe"
  WriteRegStr SHCTX "${APP_PATHS}" "" "$INSTDIR\waybill.exe"

  WriteRegStr SHCTX "${FOLDER_ENTRY}" "" "$(OPEN_WITH)"
  WriteRegStr SHCTX "${FOLDER_ENTRY}" "Icon" '"$INSTDIR\waybillw.exe"'
  WriteRegStr SHCTX "${FOLDER_ENTRY}\command" "" '"$INSTDIR\waybillw.exe" open "%1"'
  WriteRegStr SHCTX "${BACKGROUND_ENTRY}" "" "$(OPEN_WITH)"
  WriteRegStr SHCTX "${BACKGROUND_ENTRY}" "Icon" '"$INSTDIR\waybillw.exe"'
  WriteRegStr SHCTX "${BACKGROUND_ENTRY}\command" "" '"$INSTDIR\waybillw.exe" open "%V"'

  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayName" "${NAME}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\waybillw.exe"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "Publisher" "${NAME}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode'
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode /S'
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "EstimatedSize" "$0"
SectionEnd

; Journal, settings and log are the person's and stay.
Section "Uninstall"
  Call un.StopIfRunning
  Delete "$INSTDIR\waybill.exe"
  Delete "$INSTDIR\waybillw.exe"
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  DeleteRegKey SHCTX "${FOLDER_ENTRY}"
  DeleteRegKey SHCTX "${BACKGROUND_ENTRY}"
  DeleteRegKey SHCTX "${APP_PATHS}"
  DeleteRegKey SHCTX "${UNINSTALL_KEY}"
SectionEnd
