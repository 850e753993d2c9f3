using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Seedance.Report.Tests;

/// <summary>The page in a real browser, opened from disk.</summary>
public sealed class ReportPageTests(BrowserFixture browser) : IDisposable
{
    private readonly List<string> _errors = [];
    private readonly List<string> _requests = [];
    private SampleReport? _report;

    public void Dispose() => _report?.Dispose();

    [Fact]
    public async Task The_page_opens_from_disk_without_an_error_or_a_network_request()
    {
        var page = await OpenAsync(24);

        await page.Locator("tbody tr").Last.ScrollIntoViewIfNeededAsync();
        await Assertions.Expect(page.Locator("video").Last).ToBeVisibleAsync();

        Assert.Equal("Seedance report", await page.TitleAsync());
        Assert.Equal(24, await page.Locator("tbody tr").CountAsync());
        Assert.Empty(_errors);
        Assert.All(_requests, url => Assert.StartsWith("file://", url, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_video_plays()
    {
        var page = await OpenAsync(24);
        await page.Locator("a.play").First.ScrollIntoViewIfNeededAsync();
        var player = page.Locator("video").First;

        await player.EvaluateAsync("async video => { video.muted = true; await video.play(); }");

        await page.WaitForFunctionAsync("() => document.querySelector('video').currentTime > 0.2");
        Assert.True(await player.EvaluateAsync<int>("video => video.videoWidth") > 0);
        Assert.Empty(_errors);
    }

    [Fact]
    public async Task Players_have_a_source_only_near_the_visible_area()
    {
        var page = await OpenAsync(120);
        Assert.InRange(await page.Locator("video[src]").CountAsync(), 0, 12);

        await page.Locator("tbody tr").Last.ScrollIntoViewIfNeededAsync();
        await page.WaitForFunctionAsync(
            "() => [...document.querySelectorAll('video[src]')].at(-1)?.closest('tr') === "
            + "document.querySelector('tbody').rows[119]");

        Assert.InRange(await page.Locator("video[src]").CountAsync(), 1, 24);
        Assert.Empty(_errors);
    }

    [Fact]
    public async Task Players_are_used_again_for_other_rows_whatever_the_container()
    {
        var page = await OpenAsync(120);

        // A fragmented video may start after 0 s: its time is no sign that it was played.
        var made = await page.EvaluateAsync<int>("""
            async () => {
                let made = document.querySelectorAll('video').length;
                const createElement = document.createElement;
                document.createElement = name => {
                    if (name === 'video') made++;
                    return createElement.call(document, name);
                };
                for (const cell of document.querySelectorAll('td.waits')) {
                    cell.scrollIntoView({ block: 'center' });
                    while (!(cell.querySelector('video')?.readyState > 0))
                        await new Promise(requestAnimationFrame);
                }
                return made;
            }
            """);

        Assert.InRange(made, 1, 40);
        Assert.InRange(await page.Locator("video").CountAsync(), 1, 24);
        Assert.Empty(_errors);
    }

    [Fact]
    public async Task A_video_that_was_played_stays_a_player()
    {
        var page = await OpenAsync(120);
        await page.Locator("a.play").First.ScrollIntoViewIfNeededAsync();
        var player = await page.Locator("video").First.ElementHandleAsync();
        await player.EvaluateAsync("async video => { video.muted = true; await video.play(); video.pause(); }");

        await page.Locator("tbody tr").Last.ScrollIntoViewIfNeededAsync();
        await page.WaitForFunctionAsync("() => document.querySelector('tbody').rows[119].querySelector('video')");

        Assert.True(await player.EvaluateAsync<bool>("video => video.isConnected && video.hasAttribute('src')"));
    }

    [Fact]
    public async Task Prompts_are_shown_literally_and_never_executed()
    {
        var page = await OpenAsync(24);

        var shown = await page.Locator(".prompt").AllTextContentsAsync();

        Assert.Equal(SampleReport.Prompts.Order(StringComparer.Ordinal), shown.Distinct()
            .Order(StringComparer.Ordinal));
        Assert.Equal(0, await page.Locator("tbody img, tbody script").CountAsync());
        Assert.True(await page.EvaluateAsync<bool>("window.attacked === undefined"));
    }

    [Fact]
    public async Task The_policy_blocks_injected_handlers_scripts_styles_and_requests()
    {
        var page = await OpenAsync(3);

        await page.EvaluateAsync("""
            async () => {
                document.body.insertAdjacentHTML('beforeend',
                    '<img src="x" onerror="window.attacked = 1"><p style="color: red" id="styled">x</p>');
                const script = document.createElement('script');
                script.textContent = 'window.attacked = 2';
                document.body.append(script);
                try { await fetch('http://127.0.0.1:9/'); } catch { }
                await new Promise(done => setTimeout(done));
            }
            """);

        Assert.True(await page.EvaluateAsync<bool>("window.attacked === undefined"));
        Assert.NotEqual("rgb(255, 0, 0)",
            await page.EvaluateAsync<string>("getComputedStyle(document.getElementById('styled')).color"));
        Assert.Contains(_errors, e => e.Contains("Content Security Policy", StringComparison.Ordinal));
        Assert.All(_requests, url => Assert.StartsWith("file://", url, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Text_status_and_model_filter_the_rows()
    {
        var page = await OpenAsync(40);
        var rows = page.Locator("tbody tr:visible");
        var shown = page.Locator("#shown");

        await page.Locator("#filter-text").FillAsync("OCTOPUS chess");
        Assert.Equal(_report!.Data.Items.Count(i => i.Prompt!.Contains("octopus", StringComparison.Ordinal)),
            await rows.CountAsync());
        await page.Locator("#filter-text").FillAsync("");
        await page.Locator("#filter-status").SelectOptionAsync("Failed");
        Assert.Equal(_report.Data.Items.Count(i => i.Outcome == Reporting.ReportOutcome.Failed),
            await rows.CountAsync());
        await page.Locator("#filter-model").SelectOptionAsync("seedance_2_0_fast");
        var both = _report.Data.Items.Count(
            i => i is { Outcome: Reporting.ReportOutcome.Failed, Model: "seedance_2_0_fast" });
        Assert.Equal(both, await rows.CountAsync());
        await Assertions.Expect(shown).ToHaveTextAsync($"{both} of 40 shown");
        await page.Locator("#filter-text").FillAsync("nothing has this");
        await Assertions.Expect(page.GetByText("No video matches the filter.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Columns_sort_by_keyboard_in_both_directions_and_back()
    {
        var page = await OpenAsync(40);
        var head = page.GetByRole(AriaRole.Columnheader, new() { Name = "Tokens" });
        var before = await IdsAsync(page);

        await head.GetByRole(AriaRole.Button).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal("ascending", await head.GetAttributeAsync("aria-sort"));
        var tokens = await page.Locator("tbody td[data-label=Tokens]").EvaluateAllAsync<string[]>(
            "cells => cells.map(c => c.dataset.value)");
        var known = tokens.TakeWhile(t => t.Length > 0).Select(long.Parse).ToArray();
        Assert.Equal(known.Order(), known);
        Assert.Equal(_report!.Data.Items.Count(i => i.Tokens is not null), known.Length);

        await page.Keyboard.PressAsync("Enter");
        Assert.Equal("descending", await head.GetAttributeAsync("aria-sort"));
        await page.Keyboard.PressAsync("Enter");
        Assert.Null(await head.GetAttributeAsync("aria-sort"));
        Assert.Equal(before, await IdsAsync(page));
    }

    [Fact]
    public async Task The_failed_ids_are_copied_one_per_line()
    {
        var page = await OpenAsync(40, permissions: ["clipboard-read", "clipboard-write"]);
        string[] failed = [.. _report!.Data.Items.Where(i => i.IsFailed).Select(i => i.TaskId!)];

        await page.GetByRole(AriaRole.Button, new() { Name = $"Copy the ids that failed ({failed.Length})" })
            .ClickAsync();

        await Assertions.Expect(page.Locator("#shown")).ToHaveTextAsync($"{failed.Length} ids copied");
        Assert.Equal(string.Join('\n', failed), await page.EvaluateAsync<string>("navigator.clipboard.readText()"));
    }

    [Fact]
    public async Task Every_control_is_reached_by_the_tab_key()
    {
        var page = await OpenAsync(3);
        var reached = new List<string>();
        for (var i = 0; i < 30; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            reached.Add(await page.EvaluateAsync<string>(
                "document.activeElement.id || document.activeElement.tagName"));
        }

        Assert.Equal(["filter-text", "filter-status", "filter-model"], reached.Take(3));
        Assert.Equal(9, reached.Count(r => r == "BUTTON"));
        Assert.Contains("SUMMARY", reached);
        Assert.Contains("VIDEO", reached);
    }

    [Fact]
    public async Task Without_script_the_page_is_a_plain_table_with_links()
    {
        var page = await OpenAsync(24, script: false);

        Assert.Equal(24, await page.Locator("tbody tr").CountAsync());
        Assert.Equal(_report!.Data.Items.Count(i => i.Link is not null), await page.Locator("tbody a").CountAsync());
        await Assertions.Expect(page.Locator(".tools")).ToBeHiddenAsync();
        Assert.All(
            await page.Locator("tbody a").EvaluateAllAsync<string[]>("links => links.map(l => l.href)"),
            href => Assert.True(File.Exists(new Uri(href).LocalPath), href));
    }

    [Theory]
    [InlineData("light", 1400)]
    [InlineData("dark", 1400)]
    [InlineData("light", 400)]
    [InlineData("dark", 400)]
    public async Task Axe_finds_no_violation(string scheme, int width)
    {
        var page = await OpenAsync(24, width, scheme, hasUnusualRows: true);
        await page.Locator("summary").First.ClickAsync();

        var result = await page.RunAxe();

        Assert.Equal("", string.Join('\n', result.Violations.Select(v => $"{v.Id}: {v.Help} {v.Nodes[0].Html}")));
        Assert.NotEmpty(result.Passes);
    }

    [Theory]
    [InlineData(1400)]
    [InlineData(1290)]
    [InlineData(1280)]
    [InlineData(1000)]
    [InlineData(360)]
    public async Task Nothing_is_wider_than_the_window_or_than_its_column(int width)
    {
        var page = await OpenAsync(24, width, hasUnusualRows: true);

        Assert.InRange(await page.EvaluateAsync<int>("document.documentElement.scrollWidth"), 1, width);
        Assert.Equal("", await page.EvaluateAsync<string>("""
            () => [...document.querySelectorAll('td, .total, .tools')]
                .filter(e => { e.scrollIntoView({ block: 'center' }); return e.scrollWidth > e.clientWidth + 1; })
                .map(e => e.textContent.trim()).join('; ')
            """));
    }

    [Fact]
    public async Task An_empty_report_states_that_it_is_empty()
    {
        var page = await OpenAsync(0);

        await Assertions.Expect(page.GetByText("There are no videos in this report.")).ToBeVisibleAsync();
        Assert.Empty(_errors);
    }

    [Theory]
    [InlineData("top", 1400)]
    [InlineData("light", 1400)]
    [InlineData("dark", 1400)]
    [InlineData("light", 1000)]
    [InlineData("light", 360)]
    [InlineData("dark", 360)]
    public async Task Screenshots_are_written_for_review(string look, int width)
    {
        var page = await OpenAsync(
            look == "top" ? 24 : 18, width, look == "dark" ? "dark" : "light", hasUnusualRows: look != "top");
        // The picture of README: docs/report.png is a copy of it. The others show all rows, each with its player.
        await page.SetViewportSizeAsync(width, look == "top" ? 1500 : 1200);
        if (look != "top")
        {
            var height = await page.EvaluateAsync<int>("document.documentElement.scrollHeight");
            await page.SetViewportSizeAsync(width, height + 4000);
        }

        await page.WaitForFunctionAsync(
            "() => [...document.querySelectorAll('a.play:not([href*=\"no%20video\"])')]"
            + ".every(link => link.getBoundingClientRect().top > innerHeight)"
            + " && [...document.querySelectorAll('video')].every(v => v.readyState >= 2)");
        if (look != "top")
            await page.SetViewportSizeAsync(width, await page.EvaluateAsync<int>("document.body.offsetHeight"));

        var file = Path.Combine(ScreenshotFolder, $"report-{look}-{width}.png");
        await page.ScreenshotAsync(new() { Path = file, FullPage = look != "top" });

        Assert.True(new FileInfo(file).Length > 10_000);
    }

    [Fact]
    public async Task A_printed_report_is_written_for_review()
    {
        var page = await OpenAsync(18, hasUnusualRows: true);

        var file = Path.Combine(ScreenshotFolder, "report.pdf");
        await page.PdfAsync(new() { Path = file, PreferCSSPageSize = true, PrintBackground = true });

        Assert.True(new FileInfo(file).Length > 10_000);
    }

    private static string ScreenshotFolder { get; } = Path.Combine(AppContext.BaseDirectory, "screenshots");

    private static Task<string[]> IdsAsync(IPage page) =>
        page.Locator("tbody tr").EvaluateAllAsync<string[]>("rows => rows.map(r => r.dataset.id)");

    private async Task<IPage> OpenAsync(
        int count, int width = 1400, string scheme = "light", bool script = true, string[]? permissions = null,
        bool hasUnusualRows = false)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            ColorScheme = scheme == "dark" ? ColorScheme.Dark : ColorScheme.Light,
            JavaScriptEnabled = script,
            Permissions = permissions,
        });
        _report = new SampleReport(count, hasUnusualRows);
        var page = await context.NewPageAsync();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") _errors.Add(message.Text);
        };
        page.PageError += (_, error) => _errors.Add(error);
        page.Request += (_, request) => _requests.Add(request.Url);
        await page.GotoAsync(_report.Uri);
        return page;
    }
}
