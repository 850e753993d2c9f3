# Functions for the tests of examples/storage: servers with the interfaces of S3 and of Azure Blob Storage.
$ErrorActionPreference = 'Stop'
$source = Join-Path $PSScriptRoot storage

function Get-Program([string] $Name) {
    $program = Get-Command -Name $Name -CommandType Application -ErrorAction SilentlyContinue | Select-Object -First 1
    if ($program) { $program.Source }
}

function Install-StorageServer {
    <#
    .SYNOPSIS
    Installs s3rver and azurite from npm, once for all checkouts.
    .OUTPUTS
    The folder of the packages. An error says why there is none.
    #>
    if (-not (Get-Program node)) { throw 'node is not installed.' }
    $npm = Get-Program npm
    if (-not $npm) { throw 'npm is not installed.' }
    $cache = if ($env:SEEDANCE_PLATFORMS_CACHE) { $env:SEEDANCE_PLATFORMS_CACHE }
    elseif ($env:XDG_CACHE_HOME) { Join-Path $env:XDG_CACHE_HOME seedance-platforms }
    else { Join-Path $HOME .cache/seedance-platforms }
    $versions = (Get-Content -Raw -LiteralPath "$source/package.json" | ConvertFrom-Json).dependencies
    $folder = Join-Path $cache "storage-azurite-$($versions.azurite)-s3rver-$($versions.s3rver)"
    if (Test-Path -LiteralPath $folder) { return $folder }

    # Another run may install them as well: the one that ends first gives the folder its name.
    $new = "$folder.$PID"
    $null = New-Item -ItemType Directory -Path $new -Force
    try {
        Copy-Item -LiteralPath "$source/package.json" -Destination $new
        $arguments = 'install', '--prefix', $new, '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'
        $output = & $npm $arguments 2>&1
        if ($LASTEXITCODE -ne 0) { throw "s3rver and azurite cannot be installed from npm: $($output | Out-String)" }
        if (-not (Test-Path -LiteralPath $folder)) { Rename-Item -LiteralPath $new -NewName (Split-Path -Leaf $folder) }
    } finally {
        if (Test-Path -LiteralPath $new) { Remove-Item -LiteralPath $new -Recurse -Force }
    }
    $folder
}

function Start-StorageServer {
    <#
    .SYNOPSIS
    Starts a server on a free port. It ends when this PowerShell ends.
    .OUTPUTS
    An object with Uri and Process. The account of azurite is "test", its key "dGVzdA==" and that of s3rver S3RVER.
    #>
    param(
        [Parameter(Mandatory)] [string] $Packages,
        [Parameter(Mandatory)] [ValidateSet('s3rver', 'azurite')] [string] $Name,

        # The folder for the objects.
        [Parameter(Mandatory)] [string] $Data,

        # The bucket of s3rver.
        [string] $Bucket = 'videos'
    )

    $arguments = if ($Name -eq 's3rver') {
        "$Packages/node_modules/s3rver/bin/s3rver.js", '-d', $Data, '-a', '127.0.0.1', '-p', '0', '--silent',
        '--no-vhost-buckets', '--configure-bucket', $Bucket
    } else {
        "$Packages/node_modules/azurite/dist/src/blob/main.js", '-l', $Data, '--blobHost', '127.0.0.1',
        '--blobPort', '0', '--silent', '--skipApiVersionCheck', '--disableTelemetry'
    }
    $start = [Diagnostics.ProcessStartInfo]::new((Get-Program node))
    $arguments = @('--require', "$source/end-with-parent.js") + $arguments
    $start.Arguments = ($arguments | ForEach-Object { "`"$_`"" }) -join ' '
    $start.UseShellExecute = $false
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.EnvironmentVariables['AZURITE_ACCOUNTS'] = 'test:dGVzdA=='
    $process = [Diagnostics.Process]::Start($start)
    while ($null -ne ($line = $process.StandardOutput.ReadLine())) {
        if ($line -match 'listen\S* (on|at) (https?://)?(?<address>[\d.]+:\d+)') {
            return [pscustomobject]@{ Uri = "http://$($Matches.address)"; Process = $process }
        }
    }
    throw "$Name did not start."
}

function Stop-StorageServer {
    <# .SYNOPSIS Stops a server. #>
    param([Parameter(Mandatory)] $Server)

    $Server.Process.Kill()
    $Server.Process.WaitForExit()
    $Server.Process.Dispose()
}

Export-ModuleMember -Function Get-Program, *-StorageServer
