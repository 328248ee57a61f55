# Gathers what `rolecall -i DIR` reads. Written by rolecall {{version}}, for PowerShell 7.
#
#   pwsh collect.ps1 [DIR]        DIR defaults to {{folder}}
#
# Needs the Azure CLI, signed in. It only reads: every call shows or gets; the one POST asks Graph for
# the names behind object ids. Files that are there already are kept, so a run that was cut short goes
# on where it was.
#
# Exits with 0 when everything was collected, 4 when something is missing (collect.json says what and
# why), 3 when az can't run.
param([string]$Folder = {{folder}})
Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false
{{environment}}
# Into a pipe, the az of Windows prints in the code page of the system, whatever it is told.
$page = if ($IsWindows) { [cultureinfo]::CurrentCulture.TextInfo.ANSICodePage } else { 65001 }
[Text.Encoding]::RegisterProvider([Text.CodePagesEncodingProvider]::Instance)
[Console]::OutputEncoding = [Text.Encoding]::GetEncoding($page)

if (-not (Get-Command az -ErrorAction SilentlyContinue)) { Write-Error 'az is not on the path' -ErrorAction Continue; exit 3 }
$tenant = az account show --query tenantId --output tsv
if ($LASTEXITCODE -ne 0) { Write-Error "az can't be used: sign in with 'az login'" -ErrorAction Continue; exit 3 }
$cloud = (az cloud show --query '[name, endpoints.microsoftGraphResourceId]' --output tsv) -split "`t|`n"
if ($LASTEXITCODE -ne 0) { exit 3 }
$graph = "$($cloud[1])".TrimEnd('/')
if ($graph -eq 'None') { $graph = '' }
$root = [IO.Path]::GetFullPath($Folder, $PWD.Path)
$manifestFile = Join-Path $root 'collect.json'
if ((Test-Path -LiteralPath $manifestFile) -and (Get-Content -LiteralPath $manifestFile -Raw | ConvertFrom-Json).tenant -ne $tenant) {
    Write-Error "$Folder holds another tenant than $tenant" -ErrorAction Continue
    exit 2
}
$null = New-Item -ItemType Directory -Force -Path $root
$work = Join-Path ([IO.Path]::GetTempPath()) ([guid]::NewGuid().ToString())
$null = New-Item -ItemType Directory -Path $work
$script:missing = [Collections.Generic.List[object]]::new()
$script:absent = [Collections.Generic.List[object]]::new()
$script:notFound = [Collections.Generic.List[string]]::new()
$script:subscriptions = @()
$script:status = ''
$script:message = ''
$script:unreached = 0
# How long was waited for each kind of failure that didn't pass.
$script:inVain = @{ throttled = 0; unavailable = 0; unreachable = 0 }

function Save-Text($Path, $Text) {
    $null = New-Item -ItemType Directory -Force -Path (Split-Path $Path)
    [IO.File]::WriteAllText("$Path.new", "$Text`n", [Text.UTF8Encoding]::new($false))
    Move-Item -LiteralPath "$Path.new" -Destination $Path -Force
}

# Says what is missing, for whoever reads the folder; with -Rest, that the rest was not asked for yet.
function Save-Manifest([switch]$Rest) {
    $entries = @($script:missing)
    if ($Rest) { $entries += @{ name = '{{rest}}'; status = 'not asked yet'; message = '' } }
    $files = Get-ChildItem -LiteralPath $root -Recurse -Filter *.json |
        ForEach-Object { [IO.Path]::GetRelativePath($root, $_.FullName).Replace('\', '/') } |
        Where-Object { $_ -ne 'collect.json' } | Sort-Object
    Save-Text $manifestFile (ConvertTo-Json -Depth 10 -InputObject ([ordered]@{
            schema = '{{schema}}'; tenant = $tenant; subscriptions = @($script:subscriptions)
            complete = $entries.Count -eq 0; missing = $entries; absent = @($script:absent)
            principalsNotFound = @($script:notFound); collectedFiles = @($files)
        }))
}

function Add-Entry($List, $Name, $Status, $Message) {
    $List.Add([ordered]@{ name = $Name; status = $Status; message = $Message })
}

# Whether the last error of az holds one of the words; | stands for its begin.
function Test-Sign($Told, $Signs) {
    foreach ($sign in $Signs) { if ($Told.Contains($sign)) { return $true } }
    return $false
}

# Sets the status to what the last error means, and the message to its words.
function Set-Why($Errors) {
    $lines = @($Errors -split "`r?`n")
    $said = @()
    foreach ($line in $lines) {
        if ($line.StartsWith('ERROR:')) { $said = @($line.Substring(6).Trim()); $on = $true; continue }
        if ($line.StartsWith('Traceback')) { $on = $false }
        if ($said.Count -gt 0 -and $on) { $said += $line.Trim() }
    }
    if ($said.Count -eq 0) { $said = @($lines | Where-Object { $_.Trim() } | Select-Object -Last 1) }
    $text = ($said -join ' ').Trim()
    $told = '|' + $text.ToLowerInvariant().Replace('": ', '":')
    $script:status = if ($Errors.Contains('{{lost}}')) { 'failed' }
{{signs}}
    else { 'failed' }
    $script:message = $text.Substring(0, [Math]::Min(500, $text.Length))
}

# Runs az, again after a while where that may help; gives the answer, or nothing. Arguments are in
# files, since the az of Windows is a batch file, to which some characters mean something.
function Invoke-Az([string]$Url, [string]$Query, [string]$Body) {
    [IO.File]::WriteAllText((Join-Path $work 'url'), $Url)
    [IO.File]::WriteAllText((Join-Path $work 'query'), $Query)
    $words = @('rest', '--method', 'get', '--url', "@$work/url")
    if ($Body) {
        [IO.File]::WriteAllText((Join-Path $work 'body'), $Body)
        $words = @('rest', '--method', 'post', '--url', "@$work/url", '--body', "@$work/body")
    }
    $words += @('--query', "@$work/query", '--output', 'json')
    $pause = 2
    $begun = [DateTime]::UtcNow
    for ($try = 1; ; $try++) {
        $answer = @(az @words 2>"$work/errors") -join "`n"
        $ended = $LASTEXITCODE
        $errors = "$(Get-Content -LiteralPath "$work/errors" -Raw)"
        if ($ended -eq 0) {
            $script:unreached = 0
            if ($errors.Contains('{{lost}}')) {
                $script:status = 'failed'
                $script:message = 'az left out letters that its code page lacks'
                return $null
            }
            return $answer
        }
        Set-Why $errors
        if ($script:status -in 'not signed in', 'untrusted') { Stop-Run }
        if ($script:status -notin 'throttled', 'unavailable', 'unreachable') { $script:unreached = 0; return $null }
        $before = $script:inVain[$script:status]
        $waited = [Math]::Floor(([DateTime]::UtcNow - $begun).TotalSeconds)
        $over = $before + $waited -ge {{in_vain}}
        if ($try -ge {{tries}} -or ($over -and ($try -gt 1 -or $waited -gt {{prompt}}))) {
            $script:inVain[$script:status] = $before + $waited
            if ($before -ge {{in_vain}}) {
                $script:message += " (not waited for: the run had waited $before s for such failures to pass)"
            }
            break
        }
        $wait = $pause
        if ($over) { $wait = 2 }
        elseif ($script:message -match '(?:retry[- ]after|again (?:after|in))\D{1,3}(\d+)') { $wait = [Math]::Min(300, [int]$Matches[1]) }
        Write-Host "  $($script:status), waiting $wait s"
        Start-Sleep -Seconds $wait
        $pause *= 2
    }
    if ($script:status -eq 'unreachable') {
        $script:status = 'unavailable'
        $script:unreached++
        if ($script:unreached -ge 2) { Stop-Run }
    } else { $script:unreached = 0 }
    return $null
}

# Ends the run, since every further call would fail alike.
function Stop-Run {
    Write-Error $script:message -ErrorAction Continue
    if ($script:status -eq 'not signed in') { Write-Host 'help: sign in with az login, then run it again' }
    exit 3
}

# Notes that a file could not be had; Absent are the reasons that mean that nothing is there.
function Add-Lack($File, $Absent) {
    if ($script:status -in ($Absent -split ',')) {
        Add-Entry $script:absent $File $script:status $script:message
        Write-Host "  nothing there ($($script:status))"
    } else {
        Add-Entry $script:missing $File $script:status $script:message
        Write-Host "  missing ($($script:status)): $($script:message)"
    }
}

# Names what is asked only of what File shows, where that is missing: which of it there is, nobody
# knows; a folder with ./ lies beside it.
function Add-Following([string]$File, [string[]]$Folders) {
    foreach ($cause in @($script:missing)) {
        if ($cause.name -notmatch "(^|/)$File\.json$") { continue }
        foreach ($folder in $Folders) {
            if ($folder.StartsWith('./')) { $folder = ($cause.name -replace '[^/]*$', '') + $folder.Substring(2) }
            if ($folder -notin @($script:missing | ForEach-Object { $_.name })) {
                Add-Entry $script:missing $folder $cause.status "``$($cause.name)`` is missing, so not all are known"
            }
        }
    }
}

# Every page into one file; Empty says whether there may be none, Mark is what an answer has at least.
function Get-List([string]$File, [string]$Absent, [string]$Empty, [string]$Mark, [string]$Query, [string]$Url) {
    Write-Host $File
    $path = Join-Path $root $File
    if ((Test-Path -LiteralPath $path) -and (Get-Item -LiteralPath $path).Length -gt 0) { return }
    $pages = @()
    while ($Url) {
        $page = Invoke-Az $Url $Query ''
        if ($null -eq $page) {
            # Where there is a first page, there is something.
            if ($pages.Count -gt 0 -and $script:status -in ($Absent -split ',')) { $script:status = 'failed' }
            Add-Lack $File $Absent
            return
        }
        if ($page -notmatch "(?m)^  `"$Mark`": [`"\[]") {
            $script:status = 'failed'
            $script:message = 'az gave an answer that is not understood'
            Add-Lack $File ''
            return
        }
        $Url = if ($page -match '(?m)^  "next": "(.*)",?$') { $Matches[1] } else { '' }
        # Kept as it is printed: what PowerShell reads and writes anew has other dates.
        $pages += $page -replace '(?m)^  "next": .*\n', ''
    }
    if ($Empty -eq 'no' -and $pages.Count -eq 1 -and $pages[0] -match "(?m)^  `"$Mark`": \[\]") {
        $script:status = 'failed'
        $script:message = 'Azure shows none, and there is always one'
        Add-Lack $File ''
        return
    }
    # The first page goes last: it marks the whole as there.
    for ($n = $pages.Count; $n -gt 1; $n--) { Save-Text ($path -replace '\.json$', ".page$n.json") $pages[$n - 1] }
    Save-Text $path $pages[0]
}

# The records of the files of a name, in every folder.
function Read-Records($Name) {
    foreach ($file in Get-ChildItem -LiteralPath $root -Recurse -Filter $Name) {
        $read = Get-Content -LiteralPath $file.FullName -Raw | ConvertFrom-Json -AsHashtable -Depth 100
        if ($read -is [Collections.IDictionary] -and $read['value']) { $read['value'] }
    }
}

# The groups and subscriptions of a tree of management groups.
function Read-Tree($Node) {
    $Node['id']
    $children = if ($Node['children']) { $Node['children'] } elseif ($Node['properties']) { $Node['properties']['children'] }
    foreach ($child in @($children)) { if ($child) { Read-Tree $child } }
}

function Get-Moment([long]$Seconds) { [DateTimeOffset]::FromUnixTimeSeconds($Seconds).UtcDateTime.ToString('yyyy-MM-ddTHH:mm:ssZ') }

# Sets from when to when the activity log is read.
function Set-Window {
    $now = [DateTimeOffset]::UtcNow.ToUnixTimeSeconds()
    $script:until = Get-Moment $now
    $script:since = Get-Moment (([Math]::Floor(($now - {{days}} * 86400) / 3600) + 1) * 3600)
}

# Until the end is reached, the folder says that something is missing.
$done = $false
try {
    Save-Manifest -Rest

    # The subscriptions as they are now, in whatever state; every other file is kept.
    Get-ChildItem -LiteralPath $root -Filter 'subscriptions*.json' | Remove-Item
    {{subscriptions}}

    # The tree of management groups; where the root may not be read, what can be seen of it.
    $scope = "/providers/Microsoft.Management/managementGroups/$tenant"
    {{tree}}
    if (-not (Test-Path -LiteralPath (Join-Path $root 'management-groups.json'))) {
        {{visible_groups}}
        $visible = @(Read-Records 'visible-management-groups*.json')
        foreach ($group in @($visible | ForEach-Object { $_['name'] } | Sort-Object -Unique)) {
            $scope = "/providers/Microsoft.Management/managementGroups/$group"
            $at = "management-groups/$group"
            {{group_tree}}
        }
        # A tenant in which nobody has made a group yet has no root either.
        $shown = (Test-Path -LiteralPath (Join-Path $root 'subscriptions.json')) -and (Test-Path -LiteralPath (Join-Path $root 'visible-management-groups.json'))
        foreach ($entry in @($script:missing)) {
            if ($shown -and $visible.Count -eq 0 -and $entry.name -eq 'management-groups.json' -and $entry.status -eq 'not found') {
                $null = $script:missing.Remove($entry)
                $script:absent.Add($entry)
            }
        }
        Get-ChildItem -LiteralPath $root -Filter 'visible-management-groups*.json' | Remove-Item
    }
    $ids = Get-ChildItem -LiteralPath $root -Recurse -Filter 'management-groups.json' |
        ForEach-Object { Read-Tree (Get-Content -LiteralPath $_.FullName -Raw | ConvertFrom-Json -AsHashtable -Depth 100) }
    $groups = @($ids | Where-Object { $_ -match '/managementGroups/([^/]+)$' } | ForEach-Object { ($_ -split '/')[-1] } | Sort-Object -Unique)
    $inTree = @($ids | Where-Object { $_ -match '^/subscriptions/[^/]+$' } | ForEach-Object { ($_ -split '/')[-1].ToLowerInvariant() } | Sort-Object -Unique)
    $listed = @(Read-Records 'subscriptions*.json')
{{choose}}
    # What is assigned at / shows at every scope; where none is known, it is missing too.
    if ($script:subscriptions.Count + $groups.Count -eq 0) {
{{without_scopes}}
    }
    Save-Manifest -Rest

{{of_tenant}}

    foreach ($sub in $script:subscriptions) {
        $scope = "/subscriptions/$sub"
        $at = "subscriptions/$sub"
{{of_subscription}}
    }

    foreach ($group in $groups) {
        $scope = "/providers/Microsoft.Management/managementGroups/$group"
        $at = "management-groups/$group"
{{of_group}}
    }

    $accounts = @(Read-Records 'storage-accounts*.json') + @(Read-Records 'hosts*.json') | ForEach-Object { $_['id'] } |
        Where-Object { $_ -match '/storageAccounts/[^/]+$' } | Sort-Object -Unique
    foreach ($scope in @($accounts)) {
        if (-not $scope) { continue }
        $account = ($scope -split '/')[-1]
        $at = "subscriptions/$(($scope -split '/')[2])/containers"
        {{containers}}
    }

    # Everyone who holds anything.
    $held = @(Read-Records 'role-assignments*.json') + @(Read-Records 'eligible-assignments*.json') + @(Read-Records 'active-assignments*.json')
    $denied = @(Read-Records 'deny-assignments*.json') | ForEach-Object { @($_['properties']['principals']) + @($_['properties']['excludePrincipals']) }
    $holders = @($held | ForEach-Object { $_['properties']['principalId'] }) + @($denied | Where-Object { $_ } | ForEach-Object { $_['id'] }) |
        Where-Object { $_ -match '^[0-9a-fA-F-]{36}$' -and $_ -ne '00000000-0000-0000-0000-000000000000' } |
        ForEach-Object { $_.ToLowerInvariant() } | Sort-Object -Unique
    $holders = @($holders)
    if (-not $graph) {
        foreach ($name in 'principals', 'groups') { Add-Entry $script:missing $name 'failed' "the cloud $($cloud[0]) names no Microsoft Graph" }
    } else {
        # Their names, in files named by what was asked, so that a changed question is asked again.
        for ($first = 0; $first -lt $holders.Count; $first += {{ids_per_call}}) {
            $batch = @($holders[$first..([Math]::Min($first + {{ids_per_call}}, $holders.Count) - 1)])
            $body = ConvertTo-Json -InputObject @{ ids = $batch } -Compress
            $digest = [Convert]::ToHexString([Security.Cryptography.SHA256]::HashData([Text.Encoding]::UTF8.GetBytes($body)))
            $file = "principals/$($digest.Substring(0, 12).ToLowerInvariant()).json"
            Write-Host $file
            $path = Join-Path $root $file
            if (-not (Test-Path -LiteralPath $path)) {
                $answer = {{names}}
                if ($null -eq $answer) { Add-Lack $file ''; continue }
                if ($answer -notmatch '(?m)^  "value": \[') {
                    $script:status = 'failed'
                    $script:message = 'az gave an answer that is not understood'
                    Add-Lack $file ''
                    continue
                }
                Save-Text $path $answer
            }
            $found = @((Get-Content -LiteralPath $path -Raw | ConvertFrom-Json -AsHashtable -Depth 100)['value'] | ForEach-Object { $_['id'] })
            foreach ($id in $batch) { if ($id -notin $found) { $script:notFound.Add($id) } }
        }

        # The members of the groups among them, but of those that the directory doesn't know.
        $named = @(Read-Records '*.json' | Where-Object { $_['@odata.type'] -eq '#microsoft.graph.group' -and $_['id'] -in $holders } | ForEach-Object { $_['id'] })
        $told = @($held | Where-Object { $_['properties']['principalType'] -eq 'Group' } | ForEach-Object { $_['properties']['principalId'] })
        foreach ($group in @($named + $told | ForEach-Object { $_.ToLowerInvariant() } | Sort-Object -Unique)) {
            if ($group -in $script:notFound) { continue }
            $at = 'groups'
            {{members}}
        }
    }

{{logs}}
{{follows}}
    Save-Manifest
    $done = $true
} finally {
    if (-not $done) { Save-Manifest -Rest }
    Remove-Item -LiteralPath $work -Recurse -Force
}
if ($script:missing.Count -gt 0) {
    Write-Host "something is missing: see $manifestFile"
    exit 4
}
Write-Host "everything was collected into $root"
exit 0
