@echo off
rem Starts the command line; builds it first where it is not built yet. See the script "faithful".
setlocal
set "HOME_DIR=%~dp0"
if "%HOME_DIR:~-1%"=="\" set "HOME_DIR=%HOME_DIR:~0,-1%"
set "JAR=%HOME_DIR%\cli\target\faithful\lib\faithful.jar"
set "NATIVE=%HOME_DIR%\verifier\target\native"
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"

if exist "%JAR%" goto start
if defined FAITHFUL_NO_BUILD goto notbuilt
echo faithful: building first (downloads libraries when run for the first time) ... 1>&2
pushd "%HOME_DIR%"
call mvnw.cmd -q -B -Dmaven.test.skip=true package 1>&2 <nul
set "BUILD=%ERRORLEVEL%"
popd
if not "%BUILD%"=="0" goto failed
if not exist "%JAR%" goto notbuilt

:start
if not defined OMP_WAIT_POLICY set "OMP_WAIT_POLICY=PASSIVE"
if not defined PYTORCH_LIBRARY_PATH set "NATIVE_OPTIONS=-DPYTORCH_LIBRARY_PATH="%NATIVE%\pytorch" -DPYTORCH_FLAVOR=cpu"
"%JAVA%" -XX:+UseSerialGC -XX:-UsePerfData -Xshare:auto -Dai.djl.offline=true -DOPT_OUT_TRACKING=true %NATIVE_OPTIONS% -Donnxruntime.native.path="%NATIVE%\onnxruntime" -Dfaithful.home="%HOME_DIR%" %FAITHFUL_JAVA_OPTIONS% -jar "%JAR%" %*
exit /b %ERRORLEVEL%

:failed
echo faithful: the build failed, see above; it needs a JDK 17 or newer and, once, a network [BUILD] 1>&2
exit /b 1

:notbuilt
echo faithful: not built: run mvnw package in %HOME_DIR% [BUILD] 1>&2
exit /b 1
