@echo off
rem The headless command, which runs in Node. It lies in resources\bin of the installed app.
setlocal
set "NODE_PROGRAM=node"
if defined STREAMGAUGE_NODE set "NODE_PROGRAM=%STREAMGAUGE_NODE%"
where "%NODE_PROGRAM%" >nul 2>nul || if not exist "%NODE_PROGRAM%" (
  echo streamgauge runs in Node.js, and there is no %NODE_PROGRAM% on the PATH. Install Node.js 18.15 or newer, or name one in STREAMGAUGE_NODE. 1>&2
  exit /b 127
)
"%NODE_PROGRAM%" "%~dp0..\headless\streamgauge.cjs" %*
exit /b %ERRORLEVEL%
