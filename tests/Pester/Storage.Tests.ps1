# The runbooks of examples/storage, as they are. AWS.Tools.S3 and Az.Storage are replaced by cmdlets with the same names
# (tests/Seedance.StorageCmdlets), which write to s3rver and azurite through the SDKs of the vendors. rclone is rclone.
BeforeDiscovery {
    Import-Module "$PSScriptRoot/Storage.psm1"
    $noServer = $noRclone = $null
    try {
        if ([Environment]::Version.Major -lt 10) { throw 'The cmdlets in place of the vendors need .NET 10.' }
        $null = Install-StorageServer
    } catch {
        $noServer = "$_"
    }
    if (-not (Get-Program rclone)) { $noRclone = 'rclone is not installed.' }
    if ($noServer) { Write-Host "Not run with S3 and Azure Blob Storage: $noServer" }
    if ($noRclone) { Write-Host "Not run with rclone: $noRclone" }

    $storages = @(
        @{ Kind = 'S3'; Missing = $noServer }
        @{ Kind = 'Azure'; Missing = $noServer }
        @{ Kind = 'Share'; Missing = $null }
        @{ Kind = 'RcloneLocal'; Missing = $noRclone }
        @{ Kind = 'RcloneS3'; Missing = if ($noRclone) { $noRclone } else { $noServer } }
    )
    # root writes to every folder; but not to a file system that is mounted read-only.
    $canBeReadOnly = $IsLinux -and ((id -u) -ne '0' -or ((Get-Program unshare) -and
        $(unshare --mount true 2>$null; $LASTEXITCODE -eq 0)))
}

BeforeAll {
    Import-Module "$PSScriptRoot/Emulator.psm1"
    Import-Module "$PSScriptRoot/Storage.psm1"
    Import-Seedance
    $emulator = Start-Emulator
    Use-Emulator $emulator
    $root = Split-Path (Split-Path $PSScriptRoot)
    $runbooks = Join-Path $root examples/storage
    $shell = Get-Shell
    $names = 'PSModulePath', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_CA_BUNDLE', 'RCLONE_CONFIG',
        'AZURE_STORAGE_CONNECTION_STRING', 'STORAGE_CMDLETS_FAULT', 'RCLONE_MIN_SIZE', 'RCLONE_DRY_RUN'
    $before = @{}
    foreach ($name in $names) { $before[$name] = [Environment]::GetEnvironmentVariable($name) }

    $modules = Join-Path $TestDrive modules
    $assembly = Get-ChildItem -Path "$root/tests/Seedance.StorageCmdlets/bin/*/net*/StorageCmdlets.dll" |
        Sort-Object -Property LastWriteTime -Descending | Select-Object -First 1
    if (-not $assembly) { throw 'The cmdlets for the storages are not built. Run: dotnet build' }
    Copy-Item -Recurse -LiteralPath $assembly.DirectoryName -Destination (Join-Path $modules StorageCmdlets)
    $env:PSModulePath = (Join-Path $root out), $modules, $env:PSModulePath -join [IO.Path]::PathSeparator
    $env:RCLONE_CONFIG = Join-Path $TestDrive rclone.conf

    $s3 = $azure = $data = $null
    $packages = try { if ([Environment]::Version.Major -ge 10) { Install-StorageServer } } catch { $null }
    if ($packages) {
        # Not in the test drive, which Pester empties after each context.
        $data = (New-Item -ItemType Directory -Path (Join-Path ([IO.Path]::GetTempPath()) ([guid]::NewGuid()))).FullName
        $s3 = Start-StorageServer -Packages $packages -Name s3rver -Data "$data/s3rver"
        $azure = Start-StorageServer -Packages $packages -Name azurite -Data "$data/azurite"
        $env:AWS_ACCESS_KEY_ID = $env:AWS_SECRET_ACCESS_KEY = 'S3RVER'
        # A proxy of this computer has nothing to do with servers on it, and rclone 1.60 cannot read the variable.
        $env:AWS_CA_BUNDLE = $null
        $env:AZURE_STORAGE_CONNECTION_STRING = 'DefaultEndpointsProtocol=http;AccountName=test;AccountKey=dGVzdA==;' +
            "BlobEndpoint=$($azure.Uri)/test"
        $context = New-AzStorageContext -ConnectionString $env:AZURE_STORAGE_CONNECTION_STRING
        New-AzStorageContainer -Name videos -Context $context
    }
    Set-Content -LiteralPath $env:RCLONE_CONFIG -Value @"
[store]
type = s3
provider = Other
endpoint = $($s3.Uri)
access_key_id = S3RVER
secret_access_key = S3RVER
force_path_style = true
"@

    function Export-Row([string] $Path, [object[]] $Row) {
        $Row | ForEach-Object { if ($_ -is [string]) { @{ Id = $_ } } else { $_ } } |
            ForEach-Object { [pscustomobject]@{ Id = $_.Id; ObjectName = $_.ObjectName } } |
            Export-Csv -LiteralPath $Path -NoTypeInformation -Encoding utf8
    }

    # The arguments that name a folder in a storage.
    function Get-Place([string] $Kind, [string] $Folder) {
        switch ($Kind) {
            'S3' { 'save-to-s3.ps1', @{ BucketName = 'videos'; Prefix = "$Folder/"; EndpointUrl = $s3.Uri } }
            'Azure' { 'save-to-azure-blob.ps1', @{ Container = 'videos'; Prefix = "$Folder/" } }
            'Share' {
                $null = New-Item -ItemType Directory -Force -Path "$TestDrive/share/$Folder"
                'save-to-share.ps1', @{ Share = "$TestDrive/share/$Folder" }
            }
            'RcloneLocal' { 'save-with-rclone.ps1', @{ Remote = "$TestDrive/remote/$Folder" } }
            'RcloneS3' { 'save-with-rclone.ps1', @{ Remote = "store:videos/rclone/$Folder" } }
        }
    }

    function Invoke-Runbook([string] $Kind, [string] $Folder, [hashtable] $Option = @{}) {
        $script, $place = Get-Place $Kind $Folder
        $common = @{ Csv = "$TestDrive/rows.csv"; Staging = "$TestDrive/staging"; Timeout = 60 }
        foreach ($name in $Option.Keys) { $common[$name] = $Option[$name] }
        & (Join-Path $runbooks $script) @place @common
    }

    # In a PowerShell of its own, which can be killed.
    function Start-Runbook([string] $Kind, [string] $Folder, [hashtable] $Option = @{}) {
        $script, $place = Get-Place $Kind $Folder
        $arguments = @('-NoProfile', '-NonInteractive', '-File', (Join-Path $runbooks $script))
        $common = @{ Csv = "$TestDrive/rows.csv"; Staging = "$TestDrive/staging"; Timeout = 600 }
        foreach ($table in $place, $common, $Option) {
            foreach ($name in $table.Keys) { $arguments += "-$name", "$($table[$name])" }
        }
        # Not Start-Process: its redirection can end this PowerShell when the process is killed.
        $start = [Diagnostics.ProcessStartInfo]::new($shell)
        $arguments | ForEach-Object { $start.ArgumentList.Add($_) }
        $start.UseShellExecute = $false
        $start.RedirectStandardOutput = $true
        [Diagnostics.Process]::Start($start)
    }

    function Stop-Runbook([Diagnostics.Process] $Process) {
        # SIGKILL on Linux. PowerShell as a .NET tool may be a child of the process that was started.
        $Process.Kill($true)
        $Process.WaitForExit()
        $Process.Dispose()
    }

    function Wait-Until([Diagnostics.Process] $Process, [scriptblock] $Condition) {
        while (-not (& $Condition)) {
            if ($Process.WaitForExit(20)) { throw "The runbook ended: $($Process.StandardOutput.ReadToEnd())" }
        }
    }

    # The SHA-256 of an object as another program reads it; nothing when there is none.
    function Get-StoredHash([string] $Kind, [string] $Folder, [string] $Name) {
        $file = Join-Path $TestDrive ([guid]::NewGuid())
        switch ($Kind) {
            { $_ -in 'S3', 'RcloneS3' } {
                $at = @{ BucketName = 'videos'; EndpointUrl = $s3.Uri; ForcePathStyleAddressing = $true }
                $key = if ($Kind -eq 'S3') { "$Folder/$Name" } else { "rclone/$Folder/$Name" }
                try { Read-S3Object @at -Key $key -File $file } catch { return }
            }
            'Azure' {
                Get-AzStorageBlobContent -Container videos -Blob "$Folder/$Name" -Destination $file -Context $context `
                    -ErrorAction SilentlyContinue
            }
            'Share' { $file = "$TestDrive/share/$Folder/$Name" }
            'RcloneLocal' { $file = "$TestDrive/remote/$Folder/$Name" }
        }
        if ((Test-Path -LiteralPath $file) -and (Get-Item -LiteralPath $file).Length) {
            (Get-FileHash -LiteralPath $file).Hash
        }
    }

    # From now on uploads fail: the connection is refused, a folder cannot be made, or rclone copies nothing.
    function Block-Upload([string] $Kind, [string] $Folder) {
        if ($Kind -in 'S3', 'Azure') { $env:STORAGE_CMDLETS_FAULT = 'refuse|*' }
        elseif ($Kind -eq 'Share') { Set-Content -LiteralPath "$TestDrive/share/$Folder/blocked" -Value file }
        else { $env:RCLONE_MIN_SIZE = '1G' }
    }

    function Unblock-Upload([string] $Kind, [string] $Folder) {
        $env:STORAGE_CMDLETS_FAULT = $env:RCLONE_MIN_SIZE = $env:RCLONE_DRY_RUN = $null
        if ($Kind -eq 'Share') { Remove-Item -LiteralPath "$TestDrive/share/$Folder/blocked" }
    }

    function Get-Staged { (Get-ChildItem -LiteralPath "$TestDrive/staging" -Filter *.mp4).Name | Sort-Object }
}

AfterAll {
    foreach ($server in $s3, $azure) { if ($server) { Stop-StorageServer $server } }
    if ($data) { Remove-Item -LiteralPath $data -Recurse -Force }
    foreach ($name in $names) { [Environment]::SetEnvironmentVariable($name, $before[$name]) }
    Stop-Emulator $emulator
}

Describe 'The runbooks for storage' {
    AfterEach {
        Remove-Item -LiteralPath "$TestDrive/staging" -Recurse -Force -ErrorAction SilentlyContinue
        $env:STORAGE_CMDLETS_FAULT = $env:RCLONE_MIN_SIZE = $env:RCLONE_DRY_RUN = $null
    }

    Context 'A runbook for <Kind>' -ForEach $storages {
        It 'stores each video byte for byte, and neither uploads nor downloads a second time' -Skip:([bool]$Missing) {
            # Escaped, because Windows PowerShell reads scripts in the code page of the computer.
            $folder, $name = 'K\u00f6ln am Rhein/\u6625 [2026]', 'Gr\u00f6\u00dfe 1/ein Clip \u2014 \u4e00.mp4' |
                ForEach-Object { [regex]::Unescape($_) }
            $a, $b = "first_$Kind", "second_$Kind"
            Add-EmulatedTask $emulator @{ processingPolls = 1 } -Id $a
            Add-EmulatedTask $emulator @{ video = 'fragmented' } -Id $b
            Export-Row "$TestDrive/rows.csv" @{ Id = $a; ObjectName = $name }, $b
            $output = Invoke-Runbook $Kind $folder
            $LASTEXITCODE | Should -Be 0
            $output[-1] | Should -BeLike '2 of 2 videos are in *'
            $output -like "$a`: *?Gr*$([char]0x4e00).mp4" | Should -HaveCount 1
            Get-StoredHash $Kind $folder $name | Should -Be (Get-EmulatedTask $emulator $a).sha256
            Get-StoredHash $Kind $folder "$b.mp4" | Should -Be (Get-EmulatedTask $emulator $b).sha256
            Get-Staged | Should -BeNullOrEmpty

            # Nothing can be uploaded now.
            if ($Kind -like 'Rclone*') { $env:RCLONE_DRY_RUN = 'true' }
            elseif ($Kind -ne 'Share') { Block-Upload $Kind $folder }
            Invoke-Runbook $Kind $folder | Should -BeLike '2 of 2 videos are in *'
            $LASTEXITCODE | Should -Be 0
            Get-Staged | Should -BeNullOrEmpty
            # Where objects have no metadata, an ObjectName says nothing about the task: the contents were compared.
            $expected = if ($Kind -in 'S3', 'Azure') { 1 } else { 2 }
            (Get-EmulatedTask $emulator $a).downloads | Should -Be $expected
            (Get-EmulatedTask $emulator $b).downloads | Should -Be 1
        }

        It 'keeps the file of a failed upload, and uploads it next time without a download' -Skip:([bool]$Missing) {
            $folder, $id = 'failing', "failing_$Kind"
            Add-EmulatedTask $emulator -Id $id
            Export-Row "$TestDrive/rows.csv" @{ Id = $id; ObjectName = 'blocked/clip.mp4' }
            $null = Get-Place $Kind $folder
            Block-Upload $Kind $folder
            $output = Invoke-Runbook $Kind $folder
            $LASTEXITCODE | Should -Be 2
            $output[-2] | Should -BeLike '0 of 1 videos are in *'
            # The id, the object and the file, in this order.
            $output[-1] | Should -BeLike "$id`: UploadFailed. '*failing?blocked/clip.mp4' *'*staging?$id.mp4'*next run*"
            Get-Staged | Should -Be "$id.mp4"
            Get-StoredHash $Kind $folder blocked/clip.mp4 | Should -BeNullOrEmpty

            Unblock-Upload $Kind $folder
            Invoke-Runbook $Kind $folder | Select-Object -Last 1 | Should -BeLike '1 of 1 videos are in *'
            $LASTEXITCODE | Should -Be 0
            Get-StoredHash $Kind $folder blocked/clip.mp4 | Should -Be (Get-EmulatedTask $emulator $id).sha256
            (Get-EmulatedTask $emulator $id).downloads | Should -Be 1
            Get-Staged | Should -BeNullOrEmpty
        }
    }

    # rclone with s3rver would show nothing else.
    Context 'A runbook for <Kind>' -ForEach $storages[0..3] {
        It 'does not replace the object of another task' -Skip:([bool]$Missing) {
            $folder, $mine, $other = 'taken', "mine_$Kind", "other_$Kind"
            Add-EmulatedTask $emulator -Id $mine
            Add-EmulatedTask $emulator @{ video = 'fragmented' } -Id $other
            Export-Row "$TestDrive/rows.csv" @{ Id = $other; ObjectName = 'intro.mp4' }
            $null = Invoke-Runbook $Kind $folder
            Export-Row "$TestDrive/rows.csv" @{ Id = $mine; ObjectName = 'intro.mp4' }
            Invoke-Runbook $Kind $folder | Select-Object -Last 1 |
                Should -BeLike "$mine`: ObjectExists. *intro.mp4' exists and is not *"
            $LASTEXITCODE | Should -Be 1
            Get-StoredHash $Kind $folder intro.mp4 | Should -Be (Get-EmulatedTask $emulator $other).sha256
        }

        It 'does nothing when the storage cannot be used' -Skip:([bool]$Missing) {
            Add-EmulatedTask $emulator -Id "unused_$Kind"
            Export-Row "$TestDrive/rows.csv" "unused_$Kind"
            $nowhere = switch ($Kind) {
                'S3' { @{ BucketName = 'no-such-bucket'; EndpointUrl = $s3.Uri } }
                'Azure' { @{ Container = 'no-such-container' } }
                'Share' { @{ Share = "$TestDrive/not mounted" } }
                default { @{ Remote = 'no-such-remote:videos' } }
            }
            & (Join-Path $runbooks (Get-Place $Kind unused)[0]) -Csv "$TestDrive/rows.csv" @nowhere |
                Should -BeLike 'Nothing could be done: *'
            $LASTEXITCODE | Should -Be 3
            (Get-EmulatedTask $emulator "unused_$Kind").downloads | Should -Be 0
        }
    }

    Context 'A runbook that is killed between saving and uploading' -Skip:([bool]$noServer) {
        It 'loses nothing, pays nothing twice and downloads nothing twice: <Kind>' -ForEach $storages[0, 1] {
            $folder, $journal = 'killed', "$TestDrive/$Kind.jsonl"
            $prompts = 1..2 | ForEach-Object { [pscustomobject]@{ Key = "$Kind-$_"; Prompt = "$Kind $_" } }
            $create = { $prompts | New-SeedanceTask -Journal $journal }
            $ids = (& $create).Id
            Export-Row "$TestDrive/rows.csv" $ids
            $env:STORAGE_CMDLETS_FAULT = "hold|*$($ids[1]).mp4|$TestDrive/$Kind.held"
            $run = Start-Runbook $Kind $folder @{ Journal = $journal }
            # Both videos are saved and recorded as saved; the upload of the second one has begun.
            Wait-Until $run {
                (Test-Path -LiteralPath "$TestDrive/$Kind.held") -and
                    @(Select-String -LiteralPath $journal -SimpleMatch '"event":"saved"').Count -eq 2
            }
            Stop-Runbook $run
            $env:STORAGE_CMDLETS_FAULT = $null
            Get-Staged | Should -Contain "$($ids[1]).mp4"

            # The whole job again, as a scheduler would do it.
            (& $create).Id | Sort-Object | Should -Be ($ids | Sort-Object)
            Invoke-Runbook $Kind $folder @{ Journal = $journal } | Select-Object -Last 1 |
                Should -BeLike '2 of 2 videos are in *'
            $LASTEXITCODE | Should -Be 0
            Get-Staged | Should -BeNullOrEmpty
            foreach ($id in $ids) {
                $task = Get-EmulatedTask $emulator $id
                Get-StoredHash $Kind $folder "$id.mp4" | Should -Be $task.sha256
                $task.downloads | Should -Be 1
            }
            @(Get-EmulatedCreation $emulator | Where-Object prompt -Like "$Kind ?").Count | Should -Be 2
        }
    }

    Context 'What the journal has as saved' {
        BeforeEach {
            $journal = Join-Path $TestDrive "$([guid]::NewGuid()).jsonl"
            $task = New-SeedanceTask -Prompt "$([guid]::NewGuid())" -Journal $journal
            $saved = $task | Save-SeedanceVideo -Wait -Journal $journal -Destination "$TestDrive/staging"
            Export-Row "$TestDrive/rows.csv" @{ Id = $task.Id; ObjectName = 'one.mp4' }
            $folder = "journal/$($task.Id)"
            $option = @{ Journal = $journal }
        }

        It 'is uploaded without a download' {
            Invoke-Runbook Share $folder $option | Select-Object -Last 1 | Should -BeLike '1 of 1 videos are in *'
            Get-StoredHash Share $folder one.mp4 | Should -Be $saved.Sha256
            (Get-EmulatedTask $emulator $task.Id).downloads | Should -Be 1

            # The object is compared with what the journal recorded.
            Invoke-Runbook Share $folder $option | Select-Object -Last 1 | Should -BeLike '1 of 1 videos are in *'
            (Get-EmulatedTask $emulator $task.Id).downloads | Should -Be 1
        }

        It 'is downloaded again when its file <What> before the upload' -ForEach @(
            @{ What = 'was lost'; Harm = { Remove-Item -LiteralPath $saved.Path } }
            @{ What = 'was changed'; Harm = { Add-Content -LiteralPath $saved.Path -Value 'x' } }
        ) {
            . $Harm
            Invoke-Runbook Share $folder $option | Select-Object -Last 1 | Should -BeLike '1 of 1 videos are in *'
            $LASTEXITCODE | Should -Be 0
            Get-StoredHash Share $folder one.mp4 | Should -Be $saved.Sha256
            (Get-EmulatedTask $emulator $task.Id).downloads | Should -Be 2
        }

        It 'is not replaced by another object of that name' {
            Remove-Item -LiteralPath $saved.Path
            $null = Get-Place Share $folder
            Set-Content -LiteralPath "$TestDrive/share/$folder/one.mp4" -Value foreign
            Invoke-Runbook Share $folder $option | Select-Object -Last 1 | Should -BeLike '*: ObjectExists. *'
            Get-Content -LiteralPath "$TestDrive/share/$folder/one.mp4" | Should -Be foreign
        }
    }

    Context 'An object that is not what was uploaded' -Skip:([bool]$noServer) {
        It 'is noticed by its <What>, and replaced in the next run: <Kind>' -ForEach @(
            @{ Kind = 'S3'; Fault = 'truncate'; What = 'length' }
            @{ Kind = 'Azure'; Fault = 'corrupt'; What = 'MD5' }
        ) {
            $id = "damaged_$Kind"
            Add-EmulatedTask $emulator -Id $id
            Export-Row "$TestDrive/rows.csv" $id
            $env:STORAGE_CMDLETS_FAULT = "$Fault|*"
            Invoke-Runbook $Kind damaged | Select-Object -Last 1 |
                Should -BeLike "$id`: UploadFailed. *other content than the file*"
            $LASTEXITCODE | Should -Be 2
            Get-Staged | Should -Be "$id.mp4"

            $env:STORAGE_CMDLETS_FAULT = $null
            $null = Invoke-Runbook $Kind damaged
            $LASTEXITCODE | Should -Be 0
            Get-StoredHash $Kind damaged "$id.mp4" | Should -Be (Get-EmulatedTask $emulator $id).sha256
            (Get-EmulatedTask $emulator $id).downloads | Should -Be 1
        }
    }

    Context 'The common part of the runbooks' {
        It 'uploads a video while another one is still being generated' -Skip:($PSEdition -eq 'Desktop') {
            Add-EmulatedTask $emulator -Id stream_ready
            Add-EmulatedTask $emulator @{ processingPolls = 2147483647 } -Id stream_endless
            Export-Row "$TestDrive/rows.csv" stream_endless, stream_ready
            $run = Start-Runbook Share streaming
            Wait-Until $run { Test-Path -LiteralPath "$TestDrive/share/streaming/stream_ready.mp4" }
            try {
                # The lock of the staging folder.
                Invoke-Runbook Share streaming | Should -BeLike 'Another run uses the folder *'
                $LASTEXITCODE | Should -Be 2
            } finally {
                Stop-Runbook $run
            }
        }

        It 'reports each row that has no video, with the exit codes of unattended.ps1' {
            Add-EmulatedTask $emulator -Id row_stored
            Add-EmulatedTask $emulator @{ outcome = 'Failed'; error = 'Rejected by review.' } -Id row_failed
            Add-EmulatedTask $emulator @{ processingPolls = 2147483647 } -Id row_endless
            $final = 'row_stored', 'row_failed', 'row_stored', @{ Id = 'row_a'; ObjectName = '../up.mp4' },
                @{ Id = 'row_b'; ObjectName = 'ROW_stored.mp4' }
            Export-Row "$TestDrive/rows.csv" $final
            $output = Invoke-Runbook Share rows
            $LASTEXITCODE | Should -Be 1
            $output[-4] | Should -BeLike '1 of 4 videos are in *'
            $output[-3] | Should -BeLike 'row_failed: TaskFailed. *Rejected by review.*'
            $output[-2] | Should -BeLike "row_a: ObjectNameInvalid. *'../up.mp4'*"
            $output[-1] | Should -BeLike 'row_b: ObjectNameConflict. *'
            "$TestDrive/share/up.mp4" | Should -Not -Exist

            Export-Row "$TestDrive/rows.csv" ($final + 'row_endless')
            Invoke-Runbook Share rows @{ Timeout = 0.5 } | Select-Object -Last 1 |
                Should -BeLike 'row_endless: WaitTimedOut. *'
            $LASTEXITCODE | Should -Be 2

            $env:SEEDANCE_API_KEY = $null
            try { Invoke-Runbook Share rows | Should -BeLike 'Nothing could be done: *key*' }
            finally { $env:SEEDANCE_API_KEY = $emulator.Key }
            $LASTEXITCODE | Should -Be 3
            Invoke-Runbook Share rows @{ Csv = 'nowhere.csv' } | Should -BeLike 'Nothing could be done: *nowhere.csv*'
            $LASTEXITCODE | Should -Be 3
        }

        It 'writes a reason on one line and without the signature of a URL' {
            Add-EmulatedTask $emulator -Id row_reason
            Export-Row "$TestDrive/rows.csv" row_reason
            $storage = @{
                Name = 'mine:'
                Test = { }
                Find = { }
                Send = {
                    throw "No.`nPUT https://host/a.mp4?sv=1&sig=secret%3D&se=2 'x' https://s3/a?X-Amz-Signature=secret"
                }
            }
            $output = & "$runbooks/store-videos.ps1" -Csv "$TestDrive/rows.csv" -Staging "$TestDrive/staging" `
                -Storage $storage
            $output | Should -HaveCount 2
            $output[1] | Should -BeLike "row_reason: UploadFailed. 'mine:row_reason.mp4' *https://host/a.mp4`?... 'x'*"
            $output[1] | Should -Not -BeLike '*secret*'
        }

        It 'says which module is missing' {
            Export-Row "$TestDrive/rows.csv" row_stored
            $path = $env:PSModulePath
            $env:PSModulePath = Join-Path $root out
            Remove-Module -Name StorageCmdlets -ErrorAction SilentlyContinue
            try {
                $calls = @('save-to-s3.ps1', 'BucketName', 'AWS.Tools.S3'),
                    @('save-to-azure-blob.ps1', 'Container', 'Az.Storage')
                foreach ($call in $calls) {
                    $script, $parameter, $module = $call
                    $place = @{ $parameter = 'videos' }
                    & "$runbooks/$script" -Csv "$TestDrive/rows.csv" @place |
                        Should -Be "Nothing could be done: The module $module is not installed."
                    $LASTEXITCODE | Should -Be 3
                }
            } finally {
                $env:PSModulePath = $path
            }
        }
    }

    Context 'A share that is read-only' {
        It 'stops the runbook before the first request; the next run continues' -Skip:(-not $canBeReadOnly) {
            Add-EmulatedTask $emulator -Id readonly_a
            Export-Row "$TestDrive/rows.csv" readonly_a
            $share = "$TestDrive/share/read-only"
            $null = New-Item -ItemType Directory -Force -Path $share
            $command = "'$runbooks/save-to-share.ps1' -Csv '$TestDrive/rows.csv' -Share '$share'" +
                " -Staging '$TestDrive/staging'"
            if ((id -u) -eq '0') {
                $mount = "mount -t tmpfs -o ro none '$share' && exec '$shell' -NoProfile -NonInteractive -File $command"
                $output = unshare --mount sh -c $mount
            } else {
                chmod 555 $share
                $output = sh -c "'$shell' -NoProfile -NonInteractive -File $command"
                chmod 755 $share
            }
            $LASTEXITCODE | Should -Be 3
            $output | Should -BeLike "Nothing could be done: The folder '$share' cannot be written to: *ead-only*"
            (Get-EmulatedTask $emulator readonly_a).queries | Should -Be 0

            $null = Invoke-Runbook Share read-only
            $LASTEXITCODE | Should -Be 0
            Get-StoredHash Share read-only readonly_a.mp4 | Should -Be (Get-EmulatedTask $emulator readonly_a).sha256
        }
    }
}
