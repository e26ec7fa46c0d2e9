"""What people double-click, made on the system it is for: `python -m build_scripts.package`, or `dev.py package`.

freeze (PyInstaller, then what nobody uses is left out) ──> linux: .deb, .tar.zst
                                                       ├──> windows: NSIS installer, .msi
                                                       └──> macos: .app in a .dmg
                                                            ──> SBOM and SHA-256 sums beside them, in dist/
"""
