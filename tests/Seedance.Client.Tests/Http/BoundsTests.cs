using System.Net;
using System.Net.Http.Headers;
using Seedance.Client.Tests.Api;
using Seedance.Emulator;
using Seedance.Http;

namespace Seedance.Client.Tests.Http;

/// <summary>Bounds of network input: bodies, depth, headers, redirects, time.</summary>
public sealed class BoundsTests : ServiceTest
{
    private const int MiB = 1024 * 1024;

    [Theory]
    [InlineData(MiB - 1)]
    [InlineData(MiB)]
    public async Task QueryAsync_body_of_up_to_1_MiB_is_read(int length)
    {
        var id = Add(Fault.Always("padded", $"{length}"));
        Assert.Equal(SeedanceTaskStatus.Completed, (await Client().QueryAsync(id, Cancellation)).Status);
    }

    [Theory]
    [InlineData("padded", "1048577")]
    [InlineData("huge")]
    [InlineData("endless")]
    [InlineData("declared-huge")]
    [InlineData("bomb", "gzip")]
    [InlineData("bomb", "br")]
    [InlineData("bomb", "deflate")]
    public async Task QueryAsync_larger_body_fails_in_every_encoding(string fault, string? argument = null)
    {
        ClientBuild.SkipWithoutBrotli(argument);
        var failure = await FailureOfAsync(fault, argument);
        Assert.Equal(Failure.ResponseTooLarge, failure.Failure);
        Assert.Contains("larger than 1048576 bytes", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_endless_body_is_read_up_to_the_limit()
    {
        using var endless = new EndlessStream();
        using var response = new HttpResponseMessage { Content = new StreamContent(endless) };
        Assert.Null(await HttpContentReader.ReadAsync(response, MiB, Cancellation));
        Assert.InRange(endless.Taken, MiB, MiB + 1);
    }

    [Fact]
    public async Task ReadAsync_body_declared_too_long_is_not_read()
    {
        using var endless = new EndlessStream();
        using var response = new HttpResponseMessage { Content = new StreamContent(endless) };
        response.Content.Headers.ContentLength = MiB + 1;
        Assert.Null(await HttpContentReader.ReadAsync(response, MiB, Cancellation));
        Assert.Equal(0, endless.Taken);
    }

    [Theory]
    [InlineData(62, true)]
    [InlineData(64, false)]
    public async Task QueryAsync_JSON_of_more_than_64_levels_fails(int levels, bool isRead)
    {
        var id = Add(Fault.Always("deep", $"{levels}"));
        var query = Client().QueryAsync(id, Cancellation);
        if (isRead) Assert.Equal(SeedanceTaskStatus.Completed, (await query).Status);
        else Assert.Equal(Failure.ResponseInvalid, (await Assert.ThrowsAsync<SeedanceException>(() => query)).Failure);
    }

    [Theory]
    [InlineData(15, true)]
    [InlineData(16, false)]
    public async Task QueryAsync_headers_of_more_than_64_KiB_fail(int headers, bool isRead)
    {
        var id = Add(Fault.Always("huge-headers", $"{headers}"));
        var query = Client().QueryAsync(id, Cancellation);
        if (isRead) Assert.Equal(SeedanceTaskStatus.Completed, (await query).Status);
        else Assert.Equal(
            Failure.ConnectionFailed, (await Assert.ThrowsAsync<SeedanceException>(() => query)).Failure);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task QueryAsync_redirect_is_not_followed_with_the_key(int status)
    {
        await using var elsewhere = await EmulatorServer.StartAsync(cancellationToken: Cancellation);
        var id = Add(Fault.Always("redirect", $"{status}:{elsewhere.BaseUri}/v1/result/x"));
        var query = Client(retries: 5).GetTaskAsync(id, Cancellation);
        await Time.PausesOfAsync(query);
        var failure = await Assert.ThrowsAsync<SeedanceException>(() => query);
        Assert.Equal(Failure.RedirectRefused, failure.Failure);
        Assert.Equal((HttpStatusCode)status, failure.StatusCode);
        Assert.Equal(3, Emulator.CountQueries(id));
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task QueryAsync_redirect_within_the_service_is_not_followed()
    {
        var id = Add(Fault.Always("redirect"));
        await Assert.ThrowsAsync<SeedanceException>(() => Client().QueryAsync(id, Cancellation));
        Assert.Single(Emulator.Requests);
    }

    [Fact]
    public async Task Each_attempt_has_its_own_time_limit()
    {
        var id = Add(Fault.Of("hang", 2));
        var query = Client(retries: 2).GetTaskAsync(id, Cancellation);
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            await Emulator.WaitForQueriesAsync(id, attempt, Cancellation);
            Time.Advance(RequestTimeout);
            await Time.PassNextPauseAsync();
        }

        Assert.Equal(SeedanceTaskStatus.Completed, (await query).Status);
    }

    [Fact]
    public async Task QueryAsync_cancelled_by_the_caller_is_not_a_timeout()
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var id = Add(Fault.Always("hang"));
        var query = Client(retries: 5).GetTaskAsync(id, enough.Token);
        await Emulator.WaitForQueriesAsync(id, cancellationToken: Cancellation);
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => query);
        Assert.Equal(1, Emulator.CountQueries(id));
    }

    // Endless spaces, as in a decompression bomb.
    private sealed class EndlessStream : Stream
    {
        public long Taken { get; private set; }
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            Taken += count;
            return count;
        }

        public override void Flush() => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
