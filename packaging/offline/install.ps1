# Installs DxDesk from this folder, without any network and without administrator rights.
#   powershell -ExecutionPolicy Bypass -File install.ps1 [FOLDER]
param([string]$Target = "$env:LOCALAPPDATA\dxdesk-app")
$ErrorActionPreference = 'Stop'
$version = '@VERSION@'
$pythons = '@PYTHONS@'.Split(' ')
$here = $PSScriptRoot

function Stop-Here([string]$What, [string]$Advice) {
    Write-Host "`n$What`nWhat to do: $Advice" -ForegroundColor Red
    exit 1
}

Write-Host 'Checking the files of this folder'
foreach ($line in Get-Content -Encoding UTF8 "$here\SHA256SUMS") {
    $wanted, $name = $line -split '\s+\*?', 2
    $file = Join-Path $here $name
    if (-not (Test-Path $file) -or (Get-FileHash -Algorithm SHA256 $file).Hash -ne $wanted) {
        Stop-Here "Damaged or missing: $name" 'copy the whole folder again from where it came.'
    }
}

$python = $null
foreach ($number in $pythons) {
    $found = & py "-$number" -c 'import sys; print(sys.executable)' 2>$null
    if ($LASTEXITCODE -eq 0 -and $found) { $python = $found; break }
}
if (-not $python) { Stop-Here "No Python of these versions was found: $pythons." 'install one of them and run this again.' }

Write-Host "Installing DxDesk $version into $Target with $python"
& $python -m venv --without-pip --clear $Target
if ($LASTEXITCODE) { Stop-Here "The environment could not be made in $Target." 'check free disk space and your rights.' }
$inside = "$Target\Scripts\python.exe"
$pip = (Get-ChildItem "$here\wheels\pip-*.whl" | Select-Object -First 1).FullName
& $inside "$pip\pip" install --quiet --isolated --no-index --no-cache-dir --disable-pip-version-check `
    --find-links "$here\wheels" "dxdesk==$version"
if ($LASTEXITCODE) { Stop-Here 'The packages could not be installed.' 'check free disk space; the lines above name the package.' }

$models = & $inside -c 'from app.paths import Places; print(Places.of_user().models)'
foreach ($model in Get-ChildItem "$here\models" -File -ErrorAction SilentlyContinue) {
    New-Item -ItemType Directory -Force $models | Out-Null
    if (-not (Test-Path (Join-Path $models $model.Name))) {
        Write-Host "Copying the model $($model.Name)"
        Copy-Item $model.FullName $models
    }
}

$menu = [Environment]::GetFolderPath('Programs')
$shortcut = (New-Object -ComObject WScript.Shell).CreateShortcut("$menu\DxDesk.lnk")
$shortcut.TargetPath = "$Target\Scripts\dxdesk.exe"
$shortcut.Save()
Write-Host "Done. Start it from the start menu, or with: $Target\Scripts\dxdesk.exe"
