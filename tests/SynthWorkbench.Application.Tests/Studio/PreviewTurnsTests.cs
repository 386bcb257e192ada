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
        var moving = turns.TakeAsync(PreviewEffort.Live, () => Wait(first), CancellationToken.None);
        var moved = turns.TakeAsync(PreviewEffort.Live, () => Wait(second), CancellationToken.None);
        var settled = turns.TakeAsync(PreviewEffort.Settled, () => (moving.IsCompleted, moved.IsCompleted), CancellationToken.None);
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
        var moving = turns.TakeAsync(PreviewEffort.Live, () => Wait(gate), CancellationToken.None);
        var settled = turns.TakeAsync(PreviewEffort.Settled, () => moving.IsCompleted, CancellationToken.None);
        _time.Advance(PreviewTurns.Patience);
        Assert.False(await settled);
        gate.Set();
        await moving;
    }

    [Fact]
    public async Task One_that_is_given_up_leaves_its_turn()
    {
        var turns = new PreviewTurns(_time);
        using var gate = new ManualResetEventSlim();
        using var left = new CancellationTokenSource();
        var moving = turns.TakeAsync(PreviewEffort.Live, () => Wait(gate), CancellationToken.None);
        var given = turns.TakeAsync(PreviewEffort.Settled, () => 1, left.Token);
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        gate.Set();
        await moving;
        Assert.Equal(2, await turns.TakeAsync(PreviewEffort.Settled, () => 2, CancellationToken.None));
    }

    private static bool Wait(ManualResetEventSlim gate)
    {
        gate.Wait(TimeSpan.FromSeconds(30));
        return gate.IsSet;
    }
}
