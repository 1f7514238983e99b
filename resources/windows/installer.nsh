; What the app has the system remember while it runs, and the uninstaller has to take away again. An update keeps it.

!macro customUnInstall
  ${ifNot} ${isUpdated}
    ; Links, only where they still lead here.
    ReadRegStr $0 HKCU "Software\Classes\streamgauge\shell\open\command" ""
    StrLen $1 "$\"$INSTDIR\"
    StrCpy $0 $0 $1
    ${if} $0 == "$\"$INSTDIR\"
      DeleteRegKey HKCU "Software\Classes\streamgauge"
    ${endIf}
    ; The start at login, by either name that Electron may have given it.
    DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Run" "${APP_ID}"
    DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Run" "electron.app.${PRODUCT_NAME}"
    DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run" "${APP_ID}"
    DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run" "electron.app.${PRODUCT_NAME}"
  ${endIf}
!macroend
