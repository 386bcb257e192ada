using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Jobs;

namespace SynthWorkbench.Application.Datasets;

/// <summary>
/// Turns an upload into a dataset version, outside the page that asked for it. The upload stays until the version is registered, and the version's id is the
/// job's: interrupted at any point, the job ends with one version of the whole file.
/// </summary>
public sealed class ImportJob(DatasetImports imports) : IJobHandler
{
    public const string JobKind = "import";

    public string Kind => JobKind;

    public async Task RunAsync(JobContext job, CancellationToken ct)
    {
        var request = DatasetJson.Read<ImportRequest>(job.Payload);
        var version = new DatasetVersionId(job.Id.Value);
        var imported = await imports.FindImportedAsync(job.Author.WorkspaceId, version, ct);
        if (imported is null)
        {
            try
            {
                var result = await LatestProgress<ImportProgress>.RunAsync((steps, stop) => imports.ImportAsync(job.Author, request, steps, stop, version), p => job.ReportAsync(p.Stage, p.Done, p.Total, "rows", ct), ct);
                imported = result.Succeeded ? result.Value : throw new JobFailedException(result.Problem!);
            }
            catch (NotAllowedException e)
            {
                throw new JobFailedException(e.Message, e);
            }
        }

        await imports.DiscardAsync(job.Author, request.Upload, CancellationToken.None);
        await job.SetLinkAsync($"datasets/{imported!.Dataset}", CancellationToken.None);
        await job.LogAsync($"Imported {imported.RowCount:N0} rows.", CancellationToken.None);
    }
}

/// <summary>Queues imports and shows what was asked for.</summary>
public sealed class ImportJobs(WorkbenchData data, JobBoard board)
{
    /// <summary>Queues an import. <paramref name="command"/> becomes the job's id and makes a repeated click or request start one import only.</summary>
    public async Task<JobId> StartAsync(Actor actor, ImportRequest request, Guid command, CancellationToken ct)
    {
        var id = new JobId(command);
        await using (var change = await data.BeginAsync(actor, Permission.EditDatasets, ct))
        {
            if (await change.Db.Set<Job>().AnyAsync(j => j.Id == id, ct))
                return id;
            JobBoard.Enqueue(change, id, ImportJob.JobKind, $"Import {request.Name}", $"datasets/import?job={id}", DatasetJson.Write(request));
            change.Audit("dataset.import-started", nameof(Job), id, request.Name, null, new { request.Kind, Upload = request.Upload.Value, Dataset = request.Dataset?.Value });
            await change.CommitAsync(ct);
        }

        board.Wake(actor.WorkspaceId);
        return id;
    }

    /// <summary>What an import was asked to do, or null when there is no such import.</summary>
    public async Task<ImportRequest?> FindAsync(Actor actor, JobId id, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.EditDatasets, ct);
        string? payload = await db.Set<Job>().Where(j => j.Id == id && j.Kind == ImportJob.JobKind).Select(j => j.Payload).FirstOrDefaultAsync(ct);
        return payload is null ? null : DatasetJson.Read<ImportRequest>(payload);
    }
}
