using SynthWorkbench.Application.Jobs;
using SynthWorkbench.Web.Components.Studio;
using Xunit;

namespace SynthWorkbench.Web.Tests.Studio;

public sealed class FitWatchTests
{
    private static readonly JobId Fit = JobId.New();

    private readonly Queue<TaskCompletionSource<JobView?>> _reads = new();
    private JobId? _underWay = Fit;

    [Fact]
    public async Task A_look_that_comes_back_after_a_newer_one_saw_the_end_shows_nothing()
    {
        var watch = Watch();
        watch.Follow(Fit);
        var early = watch.LookAsync();
        var late = watch.LookAsync();
        var (first, second) = (_reads.Dequeue(), _reads.Dequeue());
        second.SetResult(Job(JobState.Done));
        Assert.True(await late);
        first.SetResult(Job(JobState.Running));
        Assert.False(await early);
        Assert.Null(watch.Job);
    }

    [Fact]
    public async Task A_fit_under_way_is_found_and_followed_to_its_end_once()
    {
        var watch = Watch();
        var look = watch.LookAsync();
        _reads.Dequeue().SetResult(Job(JobState.Running));
        Assert.False(await look);
        Assert.Equal(JobState.Running, watch.Job!.State);
        _underWay = null;
        look = watch.LookAsync();
        _reads.Dequeue().SetResult(Job(JobState.Done));
        Assert.True(await look);
        Assert.False(await watch.LookAsync());
        Assert.Null(watch.Job);
    }

    [Fact]
    public async Task Who_left_is_not_shown_the_fit_that_was_being_read()
    {
        var watch = Watch();
        var look = watch.LookAsync();
        watch.Leave();
        _reads.Dequeue().SetResult(Job(JobState.Failed));
        Assert.False(await look);
        Assert.Null(watch.Job);
    }

    private FitWatch Watch() => new(
        () => Task.FromResult(_underWay),
        _ =>
        {
            var read = new TaskCompletionSource<JobView?>();
            _reads.Enqueue(read);
            return read.Task;
        });

    private static JobView Job(JobState state) => new(Fit, "fit", "Fit the model", "recipes", state, "", 0, 0, 0, "", null, "Data scientist", default, null, null);
}
