#Requires -Version 5.1
#Requires -Modules Seedance

<#
.SYNOPSIS
Saves the videos of a CSV file to a staging folder, uploads each one, verifies it and deletes the local file.
.DESCRIPTION
The part that the runbooks of this folder share; they call it with their storage. It can be killed at any moment and
run again, and keeps no state of its own:
- A video that the storage has is skipped without a request to the service.
- A file in the staging folder is uploaded without a download, whether the journal has it as saved or not. It is
  complete, because Save-SeedanceVideo gives nothing else its name.
- A video that the journal has as saved, and that is neither in the staging folder nor in the storage, is downloaded
  again.
- A local file is deleted only after its object was verified.

Each upload begins when its video is saved, while others are still being generated or downloaded. The staging folder
needs room for what is saved and not uploaded yet.

A row may have a column ObjectName; without it the object is {Id}.mp4. An object of another task, or one of unknown
origin with other content, is never replaced. Files on a share and objects of rclone do not say whose they are: a video
with an ObjectName is compared with what the journal recorded, or is downloaded again for the comparison.

The exit code is 0 when the storage has every video; 1 when the others failed permanently; 2 when the same command may
store more later; 3 when nothing could be done: no key, no file of ids, no staging folder, no storage.
.EXAMPLE
./store-videos.ps1 -Csv ids.csv -Storage @{ Name = 'tape:'; Test = { }; Find = { }; Send = { param($File, $Name) } }
#>
[CmdletBinding()]
param(
    # The rows have a column Id, TaskId or task_id.
    [Parameter(Mandatory)] [string] $Csv,

    # A folder on this machine, for these rows alone. Several runs at a time need several folders.
    [string] $Staging = './staging',

    # The journal of New-SeedanceTask, where there is one.
    [string] $Journal,

    # The time limit of the wait in seconds.
    [double] $Timeout = 3600,

    [string] $VaultName,
    [string] $SecretName,

    # Name: what messages put before an object's name.
    # Test: throws when the storage cannot be used.
    # Find: takes an object's name. Returns nothing, or Length and what is known of Sha256, Md5 and TaskId (escaped).
    # Send: takes the file, the object's name, the SHA-256 and the escaped id. Returns nothing, or what Find would.
    [Parameter(Mandatory)] [hashtable] $Storage
)

$ErrorActionPreference = 'Stop'

# Errors that a second attempt does not change.
$final = 'TaskFailed', 'TaskIdInvalid', 'TaskNotFound', 'VideoExpired', 'ObjectExists', 'ObjectNameInvalid',
    'ObjectNameConflict'

# On one line. Messages of other programs must not carry the signature of a URL into a log.
function Format-Reason([string] $Text) {
    $Text -replace '\s+', ' ' -replace '\?\S*(sig|signature)=[^\s''"]*', '?...'
}

function Add-Result($Row, [string] $Result, [string] $Reason) {
    $Row.Result = $Result
    $Row.Reason = Format-Reason $Reason
}

function Add-ExistingObject($Row) {
    Add-Result $Row -Result ObjectExists -Reason ("'$($Storage.Name)$($Row.ObjectName)' exists and is not the video " +
        'of this task. Remove it, or choose another ObjectName.')
}

# Names that mean the same in each storage and stay in its folder.
function Test-ObjectName([string] $Name) {
    $Name -eq $Name.Trim() -and $Name -notmatch '[\\\p{Cc}]' -and
        -not ($Name.Split('/') | Where-Object { $_ -in '', '.', '..' })
}

# The rows of the CSV file, one for each id.
function Read-Row {
    $ids = New-Object 'Collections.Generic.HashSet[string]'
    $names = New-Object 'Collections.Generic.HashSet[string]' ([StringComparer]::OrdinalIgnoreCase)
    foreach ($line in Import-Csv -LiteralPath $Csv) {
        $id = "$($line.Id, $line.TaskId, $line.task_id | Where-Object { $_ } | Select-Object -First 1)".Trim()
        if (-not $ids.Add($id)) { continue }
        $row = [pscustomobject]@{
            Id = $id
            # For headers of HTTP, which carry ASCII.
            EscapedId = [uri]::EscapeDataString($id)
            ObjectName = if ($line.ObjectName) { $line.ObjectName } else { "$id.mp4" }
            # A name with the id shows whose object it is.
            HasOwnName = [bool]$line.ObjectName
            Result = $null
            Reason = $null
        }
        if (-not (Test-ObjectName $row.ObjectName)) {
            Add-Result $row -Result ObjectNameInvalid `
                -Reason "No object can be called '$($row.ObjectName)'. Change its ObjectName."
        } elseif (-not $names.Add($row.ObjectName)) {
            Add-Result $row -Result ObjectNameConflict `
                -Reason "Another row has the name '$($row.ObjectName)'. Change its ObjectName."
        }
        $row
    }
}

# Whose object it is: None, Own, Other or Unknown.
function Get-Owner($Row, $Object) {
    if (-not $Object) { 'None' }
    elseif (-not $Object.TaskId) { if ($Row.HasOwnName) { 'Unknown' } else { 'Own' } }
    elseif ($Object.TaskId -ceq $Row.EscapedId) { 'Own' }
    else { 'Other' }
}

# Compares an object with a file, or with what the journal has of a file that is gone: Same, Different, or Unknown when
# the lengths are equal and there is nothing else to compare.
function Compare-Content($Object, [long] $Length, [string] $Sha256, [string] $File) {
    if (-not $Object -or $Object.Length -ne $Length) { return 'Different' }
    $comparisons = @(
        if ($Object.Sha256 -and $Sha256) { $Object.Sha256 -eq $Sha256 }
        if ($Object.Md5 -and $File) { $Object.Md5 -eq (Get-FileHash -LiteralPath $File -Algorithm MD5).Hash }
    )
    if ($comparisons -contains $false) { 'Different' } elseif ($comparisons) { 'Same' } else { 'Unknown' }
}

# Passes on the ids whose videos must be saved first.
filter Select-NotStored {
    $row = $_
    # Save-SeedanceVideo finds the file, and does not send a request either.
    if (Test-Path -LiteralPath (Join-Path $Staging "$($row.Id).mp4") -PathType Leaf) { return $row }
    try {
        $owner = Get-Owner $row (& $Storage.Find $row.ObjectName)
    } catch {
        Add-Result $row -Result StorageFailed -Reason "'$($Storage.Name)$($row.ObjectName)' could not be looked up: $_"
        return
    }

    if ($owner -eq 'Own') { Add-Result $row -Result Stored }
    elseif ($owner -eq 'Other') { Add-ExistingObject $row }
    else { $row }
}

# Uploads a saved video, verifies the object and deletes the file.
function Send-Video($Row, $Video) {
    $name = "$($Storage.Name)$($Row.ObjectName)"
    $file = $Video.Path
    $sent = $null
    try {
        $object = & $Storage.Find $Row.ObjectName
        $owner = Get-Owner $Row $object
        $isHere = Test-Path -LiteralPath $file -PathType Leaf
        $length = if ($isHere) { (Get-Item -LiteralPath $file -Force).Length } else { $Video.Length }
        $sha256 = if ($isHere) { (Get-FileHash -LiteralPath $file).Hash.ToLowerInvariant() } else { $Video.Sha256 }
        $content = Compare-Content $object -Length $length -Sha256 $sha256 -File $(if ($isHere) { $file })
        $isStored = $content -eq 'Same' -or ($content -eq 'Unknown' -and $owner -eq 'Own')
        if ($Video.Sha256 -and $Video.Sha256 -ne $sha256) {
            # The file was changed since the journal recorded it.
            $again.Add($Row)
            return
        }

        if (-not $isHere -and -not $isStored) {
            # The journal has it as saved; the file is gone and was not uploaded.
            if ($owner -eq 'Other' -or ($owner -eq 'Unknown' -and $content -eq 'Different')) { Add-ExistingObject $Row }
            else { $again.Add($Row) }
            return
        }

        if (-not $isStored) {
            if ($owner -in 'Other', 'Unknown') { Add-ExistingObject $Row; return }
            $sent = & $Storage.Send $file $Row.ObjectName $sha256 $Row.EscapedId
            if (-not $sent) { $sent = & $Storage.Find $Row.ObjectName }
            if (-not $sent) { throw 'the object does not exist after the upload.' }
            if ((Compare-Content $sent -Length $length -Sha256 $sha256 -File $file) -eq 'Different') {
                throw 'the object has other content than the file after the upload.'
            }
        }

        Add-Result $Row -Result Stored
    } catch {
        $kept = "The video stays in '$file', and the next run uploads it without a download."
        Add-Result $Row -Result UploadFailed -Reason "'$name' was not uploaded: $_ $kept"
        return
    }

    if ($sent) { Write-Output "$($Row.Id): $name" }
    try {
        if ($isHere) { Remove-Item -LiteralPath $file -Force }
    } catch {
        Write-Output "$($Row.Id): '$file' could not be deleted: $_"
    }
}

# Saves the videos of rows; each is uploaded as soon as it is saved.
function Save-Row([object[]] $Row, [hashtable] $Option) {
    $Row | Select-NotStored | Select-Object -Property Id |
        Save-SeedanceVideo @Option -Wait -Timeout $Timeout -Destination $Staging -ErrorVariable records `
            -ErrorAction SilentlyContinue |
        ForEach-Object { Send-Video $byId[$_.TaskId] $_ }
    foreach ($record in $records) {
        $failed = $byId["$($record.TargetObject)"]
        $id = ($record.FullyQualifiedErrorId -split ',')[0]
        if ($failed) { Add-Result $failed -Result $id -Reason $record.Exception.Message }
    }
}

try {
    $rows = @(Read-Row)
    & $Storage.Test
    $Staging = $PSCmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Staging)
    $null = [IO.Directory]::CreateDirectory($Staging)
} catch {
    Write-Output "Nothing could be done: $(Format-Reason $_)"
    exit 3
}

try {
    # The operating system closes the file when this process ends for any reason.
    $lock = [IO.File]::Open((Join-Path $Staging '.lock'), 'OpenOrCreate', 'ReadWrite', 'None')
} catch [IO.IOException] {
    Write-Output "Another run uses the folder '$Staging'."
    exit 2
} catch {
    Write-Output "Nothing could be done: $(Format-Reason $_)"
    exit 3
}

$option = @{}
if ($Journal) { $option.Journal = $Journal }
if ($VaultName) { $option.VaultName = $VaultName }
if ($SecretName) { $option.SecretName = $SecretName }
# Unlike @{ }, this tells ids apart that differ in case only.
$byId = New-Object Collections.Hashtable
foreach ($row in $rows) { $byId[$row.Id] = $row }
$again = New-Object 'Collections.Generic.List[object]'
try {
    Save-Row @($rows | Where-Object { -not $_.Result }) $option
    if ($again.Count) {
        $repeated = $again.ToArray()
        $again.Clear()
        Save-Row $repeated ($option + @{ Force = $true })
        $reason = 'The saved file changed or went before the upload.'
        foreach ($row in $again) { Add-Result $row -Result UploadFailed -Reason $reason }
    }
} catch {
    Write-Output "Nothing could be done: $(Format-Reason $_)"
    exit 3
} finally {
    $lock.Dispose()
}

$without = @($rows | Where-Object { $_.Result -ne 'Stored' })
Write-Output "$($rows.Count - $without.Count) of $($rows.Count) videos are in $($Storage.Name)."
foreach ($row in $without) { Write-Output "$($row.Id): $($row.Result). $($row.Reason)" }

if (-not $without) { exit 0 }
if ($without | Where-Object { $final -notcontains $_.Result }) { exit 2 }
exit 1
