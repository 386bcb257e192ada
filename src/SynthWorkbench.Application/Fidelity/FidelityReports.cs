using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.Extensions.DependencyInjection;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Auditing;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Synthesis.Metrics.Reporting;

namespace SynthWorkbench.Application.Fidelity;

/// <summary>A stored report of a run with its verdict.</summary>
public sealed class FidelityReportRecord : IWorkspaceOwned
{
    public Guid RunId { get; set; }

    public WorkspaceId WorkspaceId { get; set; }

    public required string Title { get; set; }

    public VerdictOutcome Outcome { get; set; }

    public required string Sentence { get; set; }

    /// <summary>The verdict as JSON.</summary>
    public required string Verdict { get; set; }

    /// <summary>The report as JSON.</summary>
    public required string Report { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}

internal sealed class FidelityReportConfiguration : IEntityTypeConfiguration<FidelityReportRecord>
{
    public void Configure(EntityTypeBuilder<FidelityReportRecord> builder)
    {
        builder.ToTable("FidelityReports");
        builder.HasKey(r => r.RunId);
        builder.HasIndex(r => new { r.WorkspaceId, r.CreatedAt });
    }
}

public sealed record FidelitySummary(Guid RunId, string Title, VerdictOutcome Outcome, string Sentence, DateTimeOffset CreatedAt);

public sealed record FidelityDetail(Guid RunId, string Title, DateTimeOffset CreatedAt, FidelityReport Report, FidelityVerdict Verdict);

/// <summary>Reports of runs: stored once by the run's job, read by everyone in the workspace.</summary>
public sealed class FidelityReports(WorkbenchData data)
{
    private const int MostListed = 200;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Adds the report within the run's last change.</summary>
    public static async Task AddAsync(WorkbenchChange change, Guid runId, string title, FidelityReport report, FidelityVerdict verdict, CancellationToken ct)
    {
        if (await change.Db.Set<FidelityReportRecord>().AnyAsync(r => r.RunId == runId, ct))
            return;
        change.Db.Add(new FidelityReportRecord
        {
            RunId = runId,
            Title = title,
            Outcome = verdict.Outcome,
            Sentence = verdict.Sentence,
            Verdict = JsonSerializer.Serialize(verdict, Json),
            Report = ToJson(report),
            CreatedAt = change.Now,
        });
        change.Audit("fidelity.measured", nameof(FidelityReport), runId, title, null, new { verdict.Outcome, verdict.Sentence });
    }

    /// <summary>The latest reports, and those of <paramref name="also"/> however old.</summary>
    public async Task<IReadOnlyList<FidelitySummary>> ListAsync(Actor actor, CancellationToken ct, IReadOnlyList<Guid>? also = null)
    {
        await using var db = await data.ReadAsync(actor, Permission.ViewWorkspace, ct);
        var latest = await Summaries(db.Set<FidelityReportRecord>().OrderByDescending(r => r.CreatedAt).Take(MostListed)).ToListAsync(ct);
        Guid[] older = [.. (also ?? []).Except(latest.Select(r => r.RunId))];
        return older.Length == 0 ? latest : [.. latest, .. await Summaries(db.Set<FidelityReportRecord>().Where(r => older.Contains(r.RunId)).OrderByDescending(r => r.CreatedAt)).ToListAsync(ct)];

        static IQueryable<FidelitySummary> Summaries(IQueryable<FidelityReportRecord> records) => records.Select(r => new FidelitySummary(r.RunId, r.Title, r.Outcome, r.Sentence, r.CreatedAt));
    }

    public async Task<FidelityDetail?> GetAsync(Actor actor, Guid runId, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.ViewWorkspace, ct);
        var record = await db.Set<FidelityReportRecord>().FirstOrDefaultAsync(r => r.RunId == runId, ct);
        return record is null ? null : new FidelityDetail(runId, record.Title, record.CreatedAt, JsonSerializer.Deserialize<FidelityReport>(record.Report, Json)!, JsonSerializer.Deserialize<FidelityVerdict>(record.Verdict, Json)!);
    }

    /// <summary>The report as exported.</summary>
    public static string ToJson(FidelityReport report) => JsonSerializer.Serialize(report, Json);
}

public static class FidelityServices
{
    public static IServiceCollection AddFidelity(this IServiceCollection services) => services.AddSingleton<FidelityReports>();
}
