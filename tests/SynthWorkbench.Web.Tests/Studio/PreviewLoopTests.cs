using SynthWorkbench.Application.Studio;
using SynthWorkbench.Synthesis.Metrics.Preview;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Web.Components.Studio;
using Xunit;

namespace SynthWorkbench.Web.Tests.Studio;

public sealed class PreviewLoopTests
{
    private static readonly Recipe Start = new() { Name = "loop" };

    private readonly List<(double Realism, PreviewEffort Effort)> _asked = [], _shown = [];
    private readonly Queue<TaskCompletionSource> _running = new();
    private readonly StillTime _time = new();

    [Fact]
    public async Task While_one_is_measured_moves_are_skipped_but_the_last_and_shown_in_order()
    {
        using var loop = Loop();
        foreach (double at in new[] { 0.1, 0.2, 0.3, 0.4 })
            loop.Move(Start with { Realism = at });
        Assert.Equal([(0.1, PreviewEffort.Live)], _asked);
        await FinishAsync();
        Assert.Equal([(0.1, PreviewEffort.Live)], _shown);
        Assert.Equal((0.4, PreviewEffort.Live), _asked[^1]);
        await FinishAsync();
        Assert.Equal([0.1, 0.4], _shown.Select(s => s.Realism));
    }

    [Fact]
    public async Task At_rest_it_settles_once_and_a_move_gives_the_settling_up()
    {
        using var loop = Loop();
        loop.Move(Start with { Realism = 0.1 });
        await FinishAsync();
        _time.Ring();
        Assert.Equal((0.1, PreviewEffort.Settled), _asked[^1]);
        loop.Move(Start with { Realism = 0.9 });
        Assert.Equal((0.9, PreviewEffort.Live), _asked[^1]);
        Assert.DoesNotContain((0.1, PreviewEffort.Settled), _shown);
        _running.Dequeue();
        await FinishAsync();
        _time.Ring();
        await FinishAsync();
        Assert.Equal((0.9, PreviewEffort.Settled), _shown[^1]);
        Assert.Equal(4, _asked.Count);
    }

    [Fact]
    public async Task After_its_end_nothing_is_shown()
    {
        var loop = Loop();
        loop.Move(Start);
        loop.Dispose();
        await FinishAsync();
        loop.Move(Start with { Realism = 1 });
        Assert.Empty(_shown);
        Assert.Single(_asked);
    }

    private PreviewLoop Loop() => new(
        (recipe, effort, ct) =>
        {
            _asked.Add((recipe.Realism, effort));
            var done = new TaskCompletionSource();
            ct.Register(() => done.TrySetCanceled(ct));
            _running.Enqueue(done);
            return Answer(done.Task, recipe, effort);
        },
        preview =>
        {
            _shown.Add((preview.Recipe.Realism, preview.Effort));
            return Task.CompletedTask;
        },
        _ => Task.CompletedTask, _time);

    private static async Task<StudioPreview> Answer(Task done, Recipe recipe, PreviewEffort effort)
    {
        await done;
        return new StudioPreview(recipe, effort, new PreviewReport(1, [], []), null, 0, 1, null);
    }

    private Task FinishAsync()
    {
        _running.Dequeue().SetResult();
        return Task.CompletedTask;
    }

    /// <summary>A clock whose timers ring when a test says so.</summary>
    private sealed class StillTime : TimeProvider
    {
        private readonly List<Timer> _timers = [];

        public void Ring()
        {
            foreach (var timer in _timers.ToList())
                timer.Ring();
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new Timer(this, callback, state);
            _timers.Add(timer);
            return timer;
        }

        private sealed class Timer(StillTime time, TimerCallback callback, object? state) : ITimer
        {
            public void Ring() => callback(state);

            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose() => time._timers.Remove(this);

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
