#Requires -Version 5.1
#Requires -Modules Seedance

<#
.SYNOPSIS
Saves the videos of a CSV file to a folder of a mounted share (SMB, NFS), one by one; can be run again after any
failure.
.DESCRIPTION
Each video is saved to -Staging, copied to the share as NAME.part, read back and compared by its SHA-256, renamed, and
then deleted here: a file with its final name is complete for everybody who reads the share. See store-videos.ps1 for
the rows, the order, and the exit codes, which are those of unattended.ps1.

The folder must exist. Name a folder on the share and not the mount point itself: then it is missing when the share is
not mounted, and nothing is written to the disk below.
.EXAMPLE
pwsh -NoProfile -NonInteractive -File save-to-share.ps1 -Csv ids.csv -Share /mnt/studio/videos
.EXAMPLE
./save-to-share.ps1 -Csv ids.csv -Share \\studio\projects\videos
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Csv,
    [Parameter(Mandatory)] [string] $Share,
    [string] $Staging = './staging',
    [string] $Journal,
    [double] $Timeout = 3600,
    [string] $VaultName,
    [string] $SecretName
)

# The script blocks see the variables of this script, which calls store-videos.ps1.
$root = $PSCmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Share)
$storage = @{
    Name = $root + [IO.Path]::DirectorySeparatorChar

    Test = {
        if (-not [IO.Directory]::Exists($root)) { throw "The folder '$root' does not exist. Is the share mounted?" }
        $probe = Join-Path $root ".$([guid]::NewGuid()).part"
        try { [IO.File]::WriteAllText($probe, '') } catch { throw "The folder '$root' cannot be written to: $_" }
        [IO.File]::Delete($probe)
    }

    Find = {
        param($Name)
        # When the share is gone, its files are not: they must not be written to the folder below.
        if (-not [IO.Directory]::Exists($root)) { throw "The folder '$root' does not exist. Is the share mounted?" }
        $path = Join-Path $root $Name
        if (-not [IO.File]::Exists($path)) { return }
        # The share is read only when the length is equal and the SHA-256 is asked for.
        $hash = { (Get-FileHash -LiteralPath $this.Path).Hash }
        [pscustomobject]@{ Path = $path; Length = (New-Object IO.FileInfo $path).Length; Md5 = $null; TaskId = $null } |
            Add-Member -MemberType ScriptProperty -Name Sha256 -Value $hash -PassThru
    }

    Send = {
        param($File, $Name, $Sha256)
        $path = Join-Path $root $Name
        $null = [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($path))
        [IO.File]::Copy($File, "$path.part", $true)
        $copied = (Get-FileHash -LiteralPath "$path.part").Hash
        if ($copied -ne $Sha256) { throw "what arrived at '$path.part' has the SHA-256 $copied instead of $Sha256." }
        [IO.File]::Delete($path)
        [IO.File]::Move("$path.part", $path)
        $length = (New-Object IO.FileInfo $path).Length
        [pscustomobject]@{ Length = $length; Sha256 = $copied; Md5 = $null; TaskId = $null }
    }
}

& "$PSScriptRoot/store-videos.ps1" -Csv $Csv -Staging $Staging -Journal $Journal -Timeout $Timeout `
    -VaultName $VaultName -SecretName $SecretName -Storage $storage
exit $LASTEXITCODE
