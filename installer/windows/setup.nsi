; The setup that a clerk double-clicks. Made by installer/windows/setup.py, which defines
;   TREE      the program's folder
;   OUTPUT    the setup to be written
;   VERSION   1.2.3
;   SIZE_KB   what is installed, in KB
;   QUICK     pack it quickly, for trials
;   PICTURE   the bitmap beside the first page and the last
; /S installs without a word; /START opens the program afterwards, /START=BOOK with a book;
; /D=FOLDER (last, without quotes) says where. An open program is waited for, with /S half a minute;
; then whoever gave /START, and so is there, is told. Before a program is replaced, it backs up the
; books that it knows and those in the folders Documents and Desktop; where it is broken or too old
; for that, the new one does so before it is ever opened. A book that cannot be is told, and where
; nobody is asked, noted in %APPDATA%\RuralDesk\not-backed-up.txt. /BACKED_UP: whoever starts it has
; done so and told.
; Ends with 0: done, 1: given up by the user, 2: the program is open or a file cannot be replaced,
; 3: this Windows is too old, 4: done, but a book was not backed up before.

Unicode true
Target amd64-unicode
ManifestSupportedOS Win10
ManifestDPIAware true
!ifdef QUICK
  SetCompressor zlib
!else
  SetCompressor /SOLID lzma
  SetCompressorDictSize 64
!endif
RequestExecutionLevel user
CRCCheck force

!include MUI2.nsh
!include LogicLib.nsh
!include FileFunc.nsh
!include WinVer.nsh

!define KEY "Software\RuralDesk"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\RuralDesk"
!define CLASSES "Software\Classes"
!define OWN "RuralDesk-${VERSION}-setup.exe"
!define OLDEST 17763 ; Windows 10 of October 2018, "1809": Qt 6.8 runs on none before it
!define PATIENCE 60 ; half seconds
!define LONGEST_BACKUP 1800000 ; thousandths of a second
!define CHINESE 4 ; of Windows' numbers of languages

Var Tries
Var Before ; the version that is there already
Var Attended ; 1 where somebody waits for the program to be opened afterwards, else 0
Var Running ; 1 where the program is open
Var Without ; 4 where a book was not backed up, else 0
Var Afterwards ; 1 where the new program must back up what the old one could not

Name "乡村台账 RuralDesk"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\RuralDesk"
InstallDirRegKey HKCU "${KEY}" "Folder"
BrandingText "乡村台账 RuralDesk ${VERSION}"

VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=2052 "ProductName" "乡村台账 RuralDesk"
VIAddVersionKey /LANG=2052 "FileDescription" "乡村台账 RuralDesk 安装程序"
VIAddVersionKey /LANG=2052 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "LegalCopyright" "Apache License 2.0"

!define MUI_ICON "${TREE}\app\resources\icons\ruraldesk.ico"
!define MUI_UNICON "${TREE}\app\resources\icons\ruraldesk.ico"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${PICTURE}"
!define MUI_ABORTWARNING
!define MUI_LANGDLL_WINDOWTITLE "乡村台账 RuralDesk"
!define MUI_LANGDLL_INFO "请选择语言。Please choose a language."
!define MUI_LANGDLL_REGISTRY_ROOT HKCU
!define MUI_LANGDLL_REGISTRY_KEY "${KEY}"
!define MUI_LANGDLL_REGISTRY_VALUENAME "Language"
!define MUI_FINISHPAGE_RUN "$INSTDIR\RuralDesk.exe"

!define MUI_WELCOMEPAGE_TEXT "$(WELCOME)"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!define MUI_UNCONFIRMPAGE_TEXT_TOP "$(REMOVES)"
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_RESERVEFILE_LANGDLL

LangString IN_USE ${LANG_SIMPCHINESE} "乡村台账正开着，或它的文件正被别的程序占用。请关闭后点“重试”。"
LangString IN_USE ${LANG_ENGLISH} "RuralDesk is open, or another program holds its files. Close it, then press Retry."
LangString TOO_OLD ${LANG_SIMPCHINESE} "乡村台账要在 64 位的 Windows 10（1809 以后的版本）或 Windows 11 上运行，这台电脑的 Windows 太旧。电脑上什么都没有改动。"
LangString TOO_OLD ${LANG_ENGLISH} "RuralDesk runs on Windows 10 (1809 or later) or 11, of 64 bits; the Windows of this computer is older. Nothing was changed."
LangString WELCOME ${LANG_SIMPCHINESE} "这里把乡村台账 ${VERSION} 装到这台电脑上，只给当前用户用：不用联网，也不用管理员权限。$\r$\n$\r$\n电脑上已有乡村台账的，直接装在上面就行：账本、备份和设置都不动，安装时还会先备份账本。请先关闭开着的乡村台账。"
LangString WELCOME ${LANG_ENGLISH} "RuralDesk ${VERSION} will be installed for you on this computer, without a network and without an administrator.$\r$\n$\r$\nInstall it over the RuralDesk that is there, if there is one: books, backups and settings stay as they are, and books are backed up as well. Close RuralDesk first if it is open."
LangString BACKING_UP ${LANG_SIMPCHINESE} "正在备份账本……"
LangString BACKING_UP ${LANG_ENGLISH} "Backing up books …"
LangString WITHOUT ${LANG_SIMPCHINESE} "下面的账本没有备份成。仍然安装吗？账本本身不会动。"
LangString WITHOUT ${LANG_ENGLISH} "These books could not be backed up. Install all the same? The books themselves are not touched."
LangString NOT_BACKED_UP ${LANG_SIMPCHINESE} "程序已经装好，但下面的账本没有备份成。账本本身没有动。"
LangString NOT_BACKED_UP ${LANG_ENGLISH} "The program is installed, but these books could not be backed up. The books themselves were not touched."
LangString BACKUP_FAILED ${LANG_SIMPCHINESE} "备份没有做完（$0）。请打开账本，点“立即备份”。"
LangString BACKUP_FAILED ${LANG_ENGLISH} "The backup did not come to its end ($0). Open the book and press “Back up now”."
LangString REMOVES ${LANG_SIMPCHINESE} "只卸载程序。账本、备份和设置都留在原处，以后再装上就能接着用。"
LangString REMOVES ${LANG_ENGLISH} "Only the program is removed. Books, backups and settings stay where they are, and can be used again once it is installed."
LangString BOOK ${LANG_SIMPCHINESE} "乡村台账账本"
LangString BOOK ${LANG_ENGLISH} "RuralDesk book"
LangString TRAVELS ${LANG_SIMPCHINESE} "乡村台账报送文件"
LangString TRAVELS ${LANG_ENGLISH} "RuralDesk reporting file"
LangString KEPT ${LANG_SIMPCHINESE} "程序已卸载。账本、备份和设置都没有动。"
LangString KEPT ${LANG_ENGLISH} "The program is removed. Books, backups and settings are as they were."

; A Chinese Windows is not asked for its language.
Function .onInit
  ${IfNot} ${AtLeastBuild} ${OLDEST}
    MessageBox MB_OK|MB_ICONSTOP "$(TOO_OLD)" /SD IDOK
    SetErrorLevel 3
    Quit
  ${EndIf}
  System::Call "kernel32::GetUserDefaultUILanguage() i.r0"
  IntOp $0 $0 & 0x3FF
  ${If} $0 <> ${CHINESE}
    !insertmacro MUI_LANGDLL_DISPLAY
  ${EndIf}
FunctionEnd

Function un.onInit
  !insertmacro MUI_UNGETLANGUAGE
FunctionEnd

; Say in $Running whether the program runs: Windows lets nobody write into what it runs.
!macro LOOK_AT NAME
  ${If} ${FileExists} "$INSTDIR\${NAME}"
    ClearErrors
    FileOpen $0 "$INSTDIR\${NAME}" a
    ${If} ${Errors}
      StrCpy $Running 1
    ${Else}
      FileClose $0
    ${EndIf}
  ${EndIf}
!macroend
!macro LOOK_WHETHER_IT_RUNS
  StrCpy $Running 0
  !insertmacro LOOK_AT "RuralDesk.exe"
  !insertmacro LOOK_AT "RuralDesk.com"
!macroend

; Put the old program aside as a whole: what is open cannot be moved, and then nothing was touched.
!macro SET_ASIDE NAME
  ${If} ${FileExists} "$INSTDIR\${NAME}\*.*"
    RMDir /r "$INSTDIR\${NAME}.old"
    ClearErrors
    Rename "$INSTDIR\${NAME}" "$INSTDIR\${NAME}.old"
  ${EndIf}
!macroend
!macro PUT_BACK NAME
  ${If} ${FileExists} "$INSTDIR\${NAME}.old\*.*"
    RMDir /r "$INSTDIR\${NAME}"
    Rename "$INSTDIR\${NAME}.old" "$INSTDIR\${NAME}"
  ${EndIf}
!macroend

; Let the program in $INSTDIR back the books up. $0: 0 where it did; $3: the report about those that
; could not be, "" where the program itself could not start.
Function BackUpBooks
  StrCpy $2 "$APPDATA\RuralDesk\not-backed-up.txt"
  Delete $2
  CreateDirectory "$APPDATA\RuralDesk"
  DetailPrint "$(BACKING_UP)"
  nsExec::Exec /TIMEOUT=${LONGEST_BACKUP} '"$INSTDIR\RuralDesk.com" backup --known --below "$DOCUMENTS\." --below "$DESKTOP\." --report "$2"'
  Pop $0
  StrCpy $3 ""
  ${If} $0 == 0
    Delete $2
    Return
  ${EndIf}
  StrCpy $5 ""
  ClearErrors
  FileOpen $4 $2 r
  ${DoUntil} ${Errors}
    StrCpy $3 "$3$5"
    FileReadUTF16LE $4 $5
  ${Loop}
  FileClose $4
FunctionEnd

; Before anything is replaced: ask whether to go on where a book is not backed up.
Function BackUpBefore
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/BACKED_UP" $1
  ${IfNot} ${Errors}
    Return
  ${EndIf}
  Call BackUpBooks
  ${If} $0 == 0
    Return
  ${ElseIf} $3 == ""
    StrCpy $Afterwards 1
    Return
  ${EndIf}
  StrCpy $Without 4
  ${IfNot} ${Silent}
    MessageBox MB_YESNO|MB_ICONEXCLAMATION "$(WITHOUT)$\r$\n$\r$\n$3" IDYES GoOn
    SetErrorLevel 1
    Quit
  ${EndIf}
  GoOn:
FunctionEnd

; What the old program could not.
Function BackUpAfterwards
  Call BackUpBooks
  ${If} $0 != 0
    StrCpy $Without 4
    ${If} $3 == ""
      StrCpy $3 "$(BACKUP_FAILED)"
    ${EndIf}
    MessageBox MB_OK|MB_ICONEXCLAMATION "$(NOT_BACKED_UP)$\r$\n$\r$\n$3" /SD IDOK
  ${EndIf}
FunctionEnd

Section
  StrCpy $Tries 0
  StrCpy $Without 0
  StrCpy $Afterwards 0
  StrCpy $Attended 0
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/START" $1
  ${IfNot} ${Errors}
    StrCpy $Attended 1
  ${EndIf}
  ReadRegStr $Before HKCU "${KEY}" "Version"
  ${If} ${FileExists} "$INSTDIR\RuralDesk.com"
    Call BackUpBefore
  ${EndIf}
  Again:
  !insertmacro LOOK_WHETHER_IT_RUNS
  StrCmp $Running 1 Busy
  ClearErrors
  !insertmacro SET_ASIDE "python"
  IfErrors Busy
  !insertmacro SET_ASIDE "app"
  IfErrors 0 Free
  !insertmacro PUT_BACK "python"
  Busy:
    IfSilent Wait
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(IN_USE)" IDRETRY Again
    Goto Refused
  Wait:
    IntOp $Tries $Tries + 1
    Sleep 500
    IntCmp $Tries ${PATIENCE} 0 Again
    StrCmp $Attended 0 Refused
    StrCpy $Tries 0
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION|MB_TOPMOST|MB_SETFOREGROUND "$(IN_USE)" IDRETRY Again
  Refused:
    SetErrorLevel 2
    Quit
  Free:
  ClearErrors
  SetOutPath "$INSTDIR"
  File /r "${TREE}\*.*"
  ${If} ${Errors}
    !insertmacro PUT_BACK "python"
    !insertmacro PUT_BACK "app"
    IfSilent Refused Busy
  ${EndIf}
  RMDir /r "$INSTDIR\python.old"
  RMDir /r "$INSTDIR\app.old"
  ${If} $Afterwards == 1
    Call BackUpAfterwards
  ${EndIf}

  ; The setups of this version and of the one before stay: to repair, and to go back.
  CreateDirectory "$INSTDIR\setup"
  ${If} $EXEPATH != "$INSTDIR\setup\${OWN}"
    CopyFiles /SILENT "$EXEPATH" "$INSTDIR\setup\${OWN}"
  ${EndIf}
  FindFirst $0 $1 "$INSTDIR\setup\RuralDesk-*-setup.exe"
  ${DoWhile} $1 != ""
    ${If} $1 != "${OWN}"
    ${AndIf} $1 != "RuralDesk-$Before-setup.exe"
      Delete "$INSTDIR\setup\$1"
    ${EndIf}
    FindNext $0 $1
  ${Loop}
  FindClose $0

  WriteUninstaller "$INSTDIR\uninstall.exe"
  WriteRegStr HKCU "${KEY}" "Folder" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "Version" "${VERSION}"
  WriteRegStr HKCU "${KEY}" "Language" "$LANGUAGE" ; for the uninstaller
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "乡村台账 RuralDesk"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\RuralDesk.exe"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" ${SIZE_KB}
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1

  !macro OPENS ENDING KIND
    WriteRegStr HKCU "${CLASSES}\${ENDING}" "" "RuralDesk.${KIND}"
  !macroend
  !insertmacro OPENS ".rdb" "Book"
  !insertmacro OPENS ".ruraldesk" "Book"
  !insertmacro OPENS ".rdp" "File"
  !insertmacro OPENS ".rdr" "File"
  !insertmacro OPENS ".rdk" "File"
  !insertmacro OPENS ".rdu" "File"
  WriteRegStr HKCU "${CLASSES}\RuralDesk.Book" "" "$(BOOK)"
  WriteRegStr HKCU "${CLASSES}\RuralDesk.File" "" "$(TRAVELS)"
  WriteRegStr HKCU "${CLASSES}\RuralDesk.Book\DefaultIcon" "" "$INSTDIR\RuralDesk.exe,0"
  WriteRegStr HKCU "${CLASSES}\RuralDesk.File\DefaultIcon" "" "$INSTDIR\RuralDesk.exe,0"
  WriteRegStr HKCU "${CLASSES}\RuralDesk.Book\shell\open\command" "" '"$INSTDIR\RuralDesk.exe" open "%1"'
  WriteRegStr HKCU "${CLASSES}\RuralDesk.File\shell\open\command" "" '"$INSTDIR\RuralDesk.exe" open "%1"'
  ${RefreshShellIcons}

  CreateShortCut "$SMPROGRAMS\乡村台账.lnk" "$INSTDIR\RuralDesk.exe"
  CreateShortCut "$DESKTOP\乡村台账.lnk" "$INSTDIR\RuralDesk.exe"

  ${If} $Attended == 1
    ${GetParameters} $0
    ClearErrors
    ${GetOptions} $0 "/START=" $1
    ${If} ${Errors}
      Exec '"$INSTDIR\RuralDesk.exe"'
    ${Else}
      Exec '"$INSTDIR\RuralDesk.exe" open "$1"'
    ${EndIf}
  ${EndIf}
  SetErrorLevel $Without
SectionEnd

Section "Uninstall"
  Again:
  !insertmacro LOOK_WHETHER_IT_RUNS
  ${If} $Running == 0
    ClearErrors
    Rename "$INSTDIR\python" "$INSTDIR\python.old"
    ${If} ${Errors}
      StrCpy $Running 1
    ${EndIf}
  ${EndIf}
  ${If} $Running == 1
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(IN_USE)" /SD IDCANCEL IDRETRY Again
    SetErrorLevel 2
    Quit
  ${EndIf}
  ; Only what the setup brought: a book that somebody keeps in this folder stays.
  RMDir /r "$INSTDIR\python.old"
  RMDir /r "$INSTDIR\app"
  RMDir /r "$INSTDIR\licences"
  Delete "$INSTDIR\RuralDesk.exe"
  Delete "$INSTDIR\RuralDesk.com"
  Delete "$INSTDIR\setup\RuralDesk-*-setup.exe"
  RMDir "$INSTDIR\setup"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  ; What the program can make or fetch again is no clerk's.
  RMDir /r "$LOCALAPPDATA\RuralDesk\Cache"
  RMDir "$LOCALAPPDATA\RuralDesk"
  Delete "$SMPROGRAMS\乡村台账.lnk"
  Delete "$DESKTOP\乡村台账.lnk"
  !macro NO_LONGER_OPENS ENDING KIND
    ReadRegStr $0 HKCU "${CLASSES}\${ENDING}" ""
    ${If} $0 == "RuralDesk.${KIND}"
      DeleteRegKey HKCU "${CLASSES}\${ENDING}"
    ${EndIf}
  !macroend
  !insertmacro NO_LONGER_OPENS ".rdb" "Book"
  !insertmacro NO_LONGER_OPENS ".ruraldesk" "Book"
  !insertmacro NO_LONGER_OPENS ".rdp" "File"
  !insertmacro NO_LONGER_OPENS ".rdr" "File"
  !insertmacro NO_LONGER_OPENS ".rdk" "File"
  !insertmacro NO_LONGER_OPENS ".rdu" "File"
  DeleteRegKey HKCU "${CLASSES}\RuralDesk.Book"
  DeleteRegKey HKCU "${CLASSES}\RuralDesk.File"
  DeleteRegKey HKCU "${UNINSTALL}"
  DeleteRegKey HKCU "${KEY}"
  ${RefreshShellIcons}
  IfSilent +2
  MessageBox MB_ICONINFORMATION "$(KEPT)"
SectionEnd
