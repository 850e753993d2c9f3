# Functions for tests in a full PowerShell: start an emulator, add tasks, read its requests.
$ErrorActionPreference = 'Stop'
$root = Split-Path (Split-Path $PSScriptRoot)

function Get-Manifest {
    <# .SYNOPSIS The manifest of the tested module: that of $env:SEEDANCE_MODULE, or of the last build. #>
    if ($env:SEEDANCE_MODULE) { $env:SEEDANCE_MODULE } else { Join-Path $root 'out/Seedance/Seedance.psd1' }
}

function Import-Seedance {
    <# .SYNOPSIS Imports the tested module. #>
    Import-Module -Name (Get-Manifest) -Global
}

function Get-Shell {
    <# .SYNOPSIS The program of this PowerShell, by its name; the process of a .NET tool would be dotnet. #>
    $name = if ($PSEdition -eq 'Desktop') { 'powershell' } else { 'pwsh' }
    (Get-Command -Name $name -CommandType Application | Select-Object -First 1).Source
}

function Start-Emulator {
    <#
    .SYNOPSIS
    Starts an emulator on a free port. It ends when this PowerShell ends.
    .OUTPUTS
    An object with BaseUri and Key, for the other functions.
    #>
    param([string] $Key = 'emulator-key')

    $assembly = Get-ChildItem -Path (Join-Path $root 'tests/Seedance.Emulator/bin/*/net*/Seedance.Emulator.dll') |
        Sort-Object -Property LastWriteTime -Descending | Select-Object -First 1
    if (-not $assembly) { throw 'The emulator is not built. Run: dotnet build' }

    $start = [Diagnostics.ProcessStartInfo]::new('dotnet', "`"$assembly`" --tasks 0 --key `"$Key`" --parent $PID")
    $start.UseShellExecute = $false
    $start.RedirectStandardOutput = $true
    $process = [Diagnostics.Process]::Start($start)
    $line = $process.StandardOutput.ReadLine()
    if ($line -notmatch 'listens at (?<uri>\S+)') { throw "The emulator did not start: $line" }
    [pscustomobject]@{ BaseUri = $Matches.uri; Key = $Key; Process = $process }
}

function Stop-Emulator {
    <# .SYNOPSIS Stops an emulator. #>
    param([Parameter(Mandatory)] $Emulator)

    $Emulator.Process.Kill()
    $Emulator.Process.WaitForExit()
    $Emulator.Process.Dispose()
}

function Use-Emulator {
    <# .SYNOPSIS Points the cmdlets of this PowerShell to an emulator, with short intervals. #>
    param([Parameter(Mandatory)] $Emulator)

    $env:SEEDANCE_BASE_URI = $Emulator.BaseUri
    $env:SEEDANCE_API_KEY = $Emulator.Key
    $global:PSDefaultParameterValues['*-Seedance*:RetryIntervalSec'] = 0.01
    $global:PSDefaultParameterValues['Wait-SeedanceTask:PollIntervalSec'] = 0.05
    $global:PSDefaultParameterValues['Save-SeedanceVideo:PollIntervalSec'] = 0.05
}

function Add-EmulatedTask {
    <#
    .SYNOPSIS
    Adds tasks with the settings of -Property; by default they complete at once.
    .EXAMPLE
    'a', 'b' | Add-EmulatedTask $emulator @{ processingPolls = 2; video = 'fragmented' }
    .EXAMPLE
    Add-EmulatedTask $emulator @{ queryFaults = @(@{ name = 'status'; argument = '500'; times = 2 }) } -Id c
    #>
    param(
        [Parameter(Mandatory, Position = 0)] $Emulator,
        [Parameter(Position = 1)] [hashtable] $Property = @{},
        [Parameter(Mandatory, ValueFromPipeline)] [string[]] $Id
    )

    process {
        foreach ($one in $Id) {
            Send-Property $Emulator "tasks/$([uri]::EscapeDataString($one))" $Property
        }
    }
}

function Set-EmulatedCreation {
    <#
    .SYNOPSIS
    Sets what the tasks are like that are created with a prompt, and what goes wrong with the requests for them.
    .EXAMPLE
    Set-EmulatedCreation $emulator 'a cat' @{ createFaults = @(@{ name = 'response-lost' }); processingPolls = 2 }
    #>
    param(
        [Parameter(Mandatory)] $Emulator,
        [Parameter(Mandatory)] [string] $Prompt,
        [Parameter(Mandatory)] [hashtable] $Property
    )

    Send-Property $Emulator "creations/$([uri]::EscapeDataString($Prompt))" $Property
}

function Get-EmulatedCreation {
    <# .SYNOPSIS The tasks that were created: id and prompt. #>
    param([Parameter(Mandatory)] $Emulator)

    (Invoke-RestMethod -Uri (Get-ControlUri $Emulator 'creations')) | ForEach-Object { $_ }
}

function Get-EmulatedTask {
    <# .SYNOPSIS A task of the emulator: id, length and sha256 of the video, numbers of queries and downloads. #>
    param([Parameter(Mandatory)] $Emulator, [Parameter(Mandatory)] [string] $Id)

    Invoke-RestMethod -Uri (Get-ControlUri $Emulator "tasks/$([uri]::EscapeDataString($Id))")
}

function Get-EmulatorRequest {
    <# .SYNOPSIS The requests that the emulator has received: method, path, taskId, queryString, headers, at. #>
    param([Parameter(Mandatory)] $Emulator)

    # In Windows PowerShell an array arrives as one object: the parentheses unroll it.
    (Invoke-RestMethod -Uri (Get-ControlUri $Emulator 'requests')) | ForEach-Object { $_ }
}

function Send-Property($Emulator, [string] $Path, [hashtable] $Property) {
    $body = [Text.Encoding]::UTF8.GetBytes((ConvertTo-Json -InputObject $Property -Depth 5))
    $uri = Get-ControlUri $Emulator $Path
    $null = Invoke-RestMethod -Method Put -Uri $uri -ContentType 'application/json' -Body $body
}

function Get-ControlUri($Emulator, [string] $Path) {
    "$(([uri]$Emulator.BaseUri).GetLeftPart([UriPartial]::Authority))/emulator/$Path"
}

Export-ModuleMember -Function Get-Shell, Get-Manifest, *-Seedance, *-Emulator, *-EmulatedTask, *-EmulatedCreation,
    *-EmulatorRequest
