using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Jobs;
using SynthWorkbench.Application.Tests.Datasets;
using Xunit;

namespace SynthWorkbench.Application.Tests.Jobs;

public sealed class JobRunnerTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_more_jobs_run_at_once_than_the_settings_allow_and_the_oldest_first()
    {
        var probe = new Probe();
        await using var workbench = await WithAsync(probe);
        var ids = new List<JobId>();
        for (int i = 0; i < 5; i++)
            ids.Add(await EnqueueAsync(workbench));
        await workbench.StartJobsAsync();
        for (int i = 0; i < 5; i++)
        {
            await probe.Entered.WaitAsync(Ct);
            if (i > 0)
                probe.Go.Release();
        }

        probe.Go.Release();
        foreach (var id in ids)
            Assert.Equal(JobState.Done, (await workbench.UntilAsync(workbench.Scientist, id)).State);
        Assert.Equal(2, probe.Most);
        Assert.Equal(ids, probe.Order);
    }

    [Fact]
    public async Task A_job_of_a_dead_process_goes_on_from_its_checkpoint()
    {
        var probe = new Probe();
        probe.Go.Release();
        await using var workbench = await WithAsync(probe);
        var id = await EnqueueAsync(workbench);
        await SetAsync(workbench, j => (j.State, j.LeaseOwner, j.LeaseUntil, j.Checkpoint, j.Attempts) = (JobState.Running, "dead", DateTimeOffset.MaxValue, "half way", 1));
        await workbench.StartJobsAsync();
        Assert.Equal(JobState.Done, (await workbench.UntilAsync(workbench.Scientist, id)).State);
        Assert.Equal("half way", probe.Checkpoint);
        Assert.Contains("attempt 2", (await workbench.Get<JobBoard>().LogAsync(workbench.Scientist, id, Ct))[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wish_to_cancel_outlives_the_process_that_should_have_heard_it()
    {
        var probe = new Probe();
        await using var workbench = await WithAsync(probe);
        var id = await EnqueueAsync(workbench);
        await SetAsync(workbench, j => (j.State, j.CancelRequested) = (JobState.Running, true));
        await workbench.StartJobsAsync();
        Assert.Equal(JobState.Cancelled, (await workbench.UntilAsync(workbench.Scientist, id)).State);
        Assert.Empty(probe.Order);
    }

    [Fact]
    public async Task A_job_that_takes_the_server_down_each_time_is_given_up_and_can_be_resumed()
    {
        var probe = new Probe();
        probe.Go.Release();
        await using var workbench = await WithAsync(probe);
        var id = await EnqueueAsync(workbench);
        await SetAsync(workbench, j => (j.State, j.Attempts) = (JobState.Running, 10));
        await workbench.StartJobsAsync();
        var job = await workbench.UntilAsync(workbench.Scientist, id);
        Assert.Equal(JobState.Failed, job.State);
        Assert.Contains("interrupted 10 times", job.Problem, StringComparison.Ordinal);
        await workbench.Get<JobBoard>().ResumeAsync(workbench.Scientist, id, Ct);
        Assert.Equal(JobState.Done, (await workbench.UntilAsync(workbench.Scientist, id)).State);
    }

    [Fact]
    public async Task A_running_job_tells_its_pace_and_stops_when_asked_by_those_who_may()
    {
        var probe = new Probe { Steps = 1000 };
        await using var workbench = await WithAsync(probe);
        var id = await EnqueueAsync(workbench);
        await workbench.StartJobsAsync();
        await probe.Entered.WaitAsync(Ct);
        var board = workbench.Get<JobBoard>();
        await Assert.ThrowsAsync<NotAllowedException>(() => board.CancelAsync(workbench.Reviewer, id, Ct));
        await board.CancelAsync(workbench.Stranger, id, Ct);
        Assert.True((await board.GetAsync(workbench.Scientist, id, Ct))!.IsOpen);
        await board.CancelAsync(workbench.Scientist, id, Ct);
        Assert.Equal(JobState.Cancelled, (await workbench.UntilAsync(workbench.Scientist, id)).State);
    }

    [Theory]
    [InlineData(0.25, 1000, 50, 15)]
    [InlineData(1, 1000, 50, 0)]
    public void Time_left_follows_from_share_total_and_rate(double fraction, double total, double rate, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), View(fraction, total, rate).Left);

    [Fact]
    public void Without_a_rate_nobody_says_how_long() => Assert.Null(View(0.5, 1000, 0).Left);

    private static JobView View(double fraction, double total, double rate) =>
        new(JobId.New(), "k", "t", "l", JobState.Running, "s", fraction, total, rate, "rows", null, "Ada", default, default, default);

    private static Task<DatasetsFixture> WithAsync(Probe probe) => DatasetsFixture.CreateAsync(configure: services => services.AddSingleton<IJobHandler>(probe));

    private static async Task<JobId> EnqueueAsync(DatasetsFixture workbench)
    {
        var id = JobId.New();
        await using var change = await workbench.Get<WorkbenchData>().BeginAsync(workbench.Scientist, Permission.RunGeneration, Ct);
        JobBoard.Enqueue(change, id, "probe", "Probe", "", "");
        await change.CommitAsync(Ct);
        return id;
    }

    private static async Task SetAsync(DatasetsFixture workbench, Action<Job> set)
    {
        await using var db = await workbench.Get<IDbContextFactory<WorkbenchDbContext>>().CreateDbContextAsync(Ct);
        set(await db.Set<Job>().SingleAsync(Ct));
        await db.SaveChangesAsync(Ct);
    }

    /// <summary>Work that waits to be let go.</summary>
    private sealed class Probe : IJobHandler
    {
        private readonly Lock _gate = new();
        private int _now;

        public string Kind => "probe";

        public SemaphoreSlim Entered { get; } = new(0);

        public SemaphoreSlim Go { get; } = new(0);

        public List<JobId> Order { get; } = [];

        public int Most { get; private set; }

        public int Steps { get; init; }

        public string? Checkpoint { get; private set; }

        public async Task RunAsync(JobContext job, CancellationToken ct)
        {
            lock (_gate)
            {
                Order.Add(job.Id);
                Most = Math.Max(Most, ++_now);
                Checkpoint = job.Checkpoint;
            }

            Entered.Release();
            await Go.WaitAsync(ct);
            lock (_gate)
                _now--;
        }
    }
}
