using Microsoft.Extensions.Time.Testing;
using Seedance.Http;

namespace Seedance.Client.Tests.Http;

public sealed class RequestShareTests
{
    [Theory]
    [InlineData("1/8", 0.125, null)]
    [InlineData(" 1 / 8 ", 0.125, null)]
    [InlineData("0.125", 0.125, null)]
    [InlineData("12.5%", 0.125, null)]
    [InlineData("1", 1.0, null)]
    [InlineData("1/8 of 50", 0.125, 50.0)]
    [InlineData("25% OF 0.5", 0.25, 0.5)]
    public void Parse_reads_a_fraction_and_the_limit_of_the_account(string text, double fraction, double? limit)
    {
        var share = RequestShare.Parse(text);
        Assert.Equal((fraction, limit), (share.Fraction, share.AccountRequestsPerSecond));
        Assert.Equal(share, RequestShare.Parse(share.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("0/8")]
    [InlineData("1/0")]
    [InlineData("0/0")]
    [InlineData("9/8")]
    [InlineData("-1/8")]
    [InlineData("1/8/2")]
    [InlineData("1,5/8")]
    [InlineData("1/8 of")]
    [InlineData("1/8 of 0")]
    [InlineData("1/8 of 5000000")]
    [InlineData("of 50")]
    [InlineData("1/99999999")]
    [InlineData("1.2.3/8")]
    [InlineData("an eighth")]
    public void Parse_refuses_everything_else_and_says_what_is_expected(string text)
    {
        var e = Assert.Throws<FormatException>(() => RequestShare.Parse(text));
        Assert.Contains("such as 1/8", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Share_with_a_known_limit_is_the_rate_from_the_start_and_the_maximum()
    {
        var time = new FakeTimeProvider();
        var pacer = new RequestPacer(time) { Share = RequestShare.Parse("1/4 of 20") };
        Assert.Equal(5, pacer.RequestsPerSecond);
        for (var i = 0; i < 100; i++) pacer.Recover(time.GetTimestamp());
        Assert.Equal(5, pacer.RequestsPerSecond);
    }

    [Fact]
    public void Share_without_a_known_limit_starts_low_and_doubles_until_the_first_429()
    {
        var time = new FakeTimeProvider();
        var pacer = new RequestPacer(time) { Share = RequestShare.Parse("1/8") };
        Assert.Equal(2, pacer.RequestsPerSecond);
        for (var i = 0; i < 100; i++) pacer.Recover(time.GetTimestamp());
        var before = Assert.NotNull(pacer.RequestsPerSecond);
        Assert.InRange(before, 30, 40);
        pacer.Slow(time.GetTimestamp());
        Assert.Equal(before * 0.7, pacer.RequestsPerSecond!.Value, 6);
        pacer.Recover(time.GetTimestamp());
        Assert.InRange(pacer.RequestsPerSecond.Value - before * 0.7, 0, 0.01);
        for (var i = 0; i < 1_000_000; i++) pacer.Recover(time.GetTimestamp());
        Assert.Equal(125, pacer.RequestsPerSecond.Value, 6);
    }

    [Fact]
    public void Share_set_anew_to_the_same_value_keeps_the_rate_that_was_found()
    {
        var time = new FakeTimeProvider();
        var pacer = new RequestPacer(time) { Share = RequestShare.Parse("1/8") };
        pacer.Slow(time.GetTimestamp());
        pacer.Share = RequestShare.Parse("0.125");
        Assert.Equal(1.4, pacer.RequestsPerSecond!.Value, 6);
        pacer.Share = null;
        Assert.Null(pacer.RequestsPerSecond);
    }

    [Theory]
    [InlineData(20, "1/8", 8)]
    [InlineData(50, "1/8", 8)]
    [InlineData(50, "1/8 of 50", 8)]
    [InlineData(200, "1/8", 8)]
    [InlineData(50, "1/3", 3)]
    [InlineData(100, "1/30", 30)]
    public void Sessions_with_shares_use_one_common_limit_nearly_without_429(int limit, string share, int sessions)
    {
        var result = SharedLimit.Simulate(limit, sessions, () => RequestShare.Parse(share), TimeSpan.FromMinutes(2));
        Assert.InRange(result.RefusedFraction, 0, 0.02);
        Assert.InRange(result.UsedFraction, 0.9, 1.01);
        Assert.InRange(result.SmallestShare * sessions, 0.4, 1);
    }

    [Fact]
    public void Sessions_without_shares_are_refused_more_often()
    {
        var alone = SharedLimit.Simulate(50, 8, () => null, TimeSpan.FromMinutes(2));
        Assert.InRange(alone.RefusedFraction, 0.02, 1);
    }
}
