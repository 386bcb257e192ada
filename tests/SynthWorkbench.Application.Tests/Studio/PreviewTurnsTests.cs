using Microsoft.Extensions.Time.Testing;
using SynthWorkbench.Application.Studio;
using SynthWorkbench.Synthesis.Metrics.Preview;
using Xunit;

namespace SynthWorkbench.Application.Tests.Studio;

public sealed class PreviewTurnsTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_settled_measure_waits_until_nobody_moves()
    {
        var turns = new PreviewTurns(_time);
        using var first = new ManualResetEventSlim();
        using var second = new ManualResetEventSlim();
        var moving = turns.TakeAsync(PreviewEffort.Live, _ => Wait(first), CancellationToken.None);
        var moved = turns.TakeAsync(PreviewEffort.Live, _ => Wait(second), CancellationToken.None);
        var settled = turns.TakeAsync(PreviewEffort.Settled, _ => (moving.IsCompleted, moved.IsCompleted), CancellationToken.None);
        first.Set();
        await moving;
        Assert.False(settled.IsCompleted);
        second.Set();
        Assert.Equal((true, true), await settled);
    }

    [Fact]
    public async Task It_does_not_wait_for_ever()
    {
        var turns = new PreviewTurns(_time);
        using var gate = new ManualResetEventSlim();
        var moving = turns.TakeAsync(PreviewEffort.Live, _ => Wait(gate), CancellationToken.None);
        var settled = turns.TakeAsync(PreviewEffort.Settled, _ => moving.IsCompleted, CancellationToken.None);
        _time.Advance(PreviewTurns.Patience);
        Assert.False(await settled);
        gate.Set();
        await moving;
    }

    [Fact]
    public async Task It_is_interrupted_when_somebody_moves_and_begun_again_when_all_is_calm()
    {
        var turns = new PreviewTurns(_time);
        using var begun = new SemaphoreSlim(0);
        int times = 0;
        var settled = turns.TakeAsync(
            PreviewEffort.Settled,
            token =>
            {
                begun.Release();
                if (Interlocked.Increment(ref times) > 1)
                    return times;
                token.WaitHandle.WaitOne(TimeSpan.FromSeconds(30));
                token.ThrowIfCancellationRequested();
                return 0;
            },
            CancellationToken.None);
        Assert.True(await begun.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.False(settled.IsCompleted);
        Assert.Equal(1, await turns.TakeAsync(PreviewEffort.Live, _ => 1, CancellationToken.None));
        Assert.Equal(2, await settled);
    }

    [Fact]
    public async Task After_its_patience_nobody_interrupts_it()
    {
        var turns = new PreviewTurns(_time);
        using var gate = new ManualResetEventSlim();
        using var end = new ManualResetEventSlim();
        using var begun = new SemaphoreSlim(0);
        var moving = turns.TakeAsync(PreviewEffort.Live, _ => Wait(gate), CancellationToken.None);
        var settled = turns.TakeAsync(
            PreviewEffort.Settled,
            token =>
            {
                begun.Release();
                Wait(end);
                return token.IsCancellationRequested;
            },
            CancellationToken.None);
        _time.Advance(PreviewTurns.Patience);
        Assert.True(await begun.WaitAsync(TimeSpan.FromSeconds(30)));
        var another = turns.TakeAsync(PreviewEffort.Live, _ => true, CancellationToken.None);
        gate.Set();
        await moving;
        await another;
        end.Set();
        Assert.False(await settled);
    }

    [Fact]
    public async Task One_that_is_given_up_leaves_its_turn()
    {
        var turns = new PreviewTurns(_time);
        using var gate = new ManualResetEventSlim();
        using var left = new CancellationTokenSource();
        var moving = turns.TakeAsync(PreviewEffort.Live, _ => Wait(gate), CancellationToken.None);
        var given = turns.TakeAsync(PreviewEffort.Settled, _ => 1, left.Token);
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        gate.Set();
        await moving;
        Assert.Equal(2, await turns.TakeAsync(PreviewEffort.Settled, _ => 2, CancellationToken.None));
    }

    private static bool Wait(ManualResetEventSlim gate)
    {
        gate.Wait(TimeSpan.FromSeconds(30));
        return gate.IsSet;
    }
}
