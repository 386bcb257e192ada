using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;

namespace SynthWorkbench.Application.Datasets;

/// <summary>Receives files onto the disk, never into memory, and forgets them after a day.</summary>
public sealed class DatasetUploads(WorkbenchData data, IOptions<WorkbenchOptions> options, TimeProvider time)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    private string Folder => Path.Combine(options.Value.DataFolder, "uploads");

    /// <summary>Copies a stream to the disk. Cancelled, failed or too large, it leaves nothing.</summary>
    public async Task<DatasetResult<UploadId>> ReceiveAsync(Actor actor, string fileName, Stream content, CancellationToken ct)
    {
        await (await data.ReadAsync(actor, Permission.EditDatasets, ct)).DisposeAsync();
        await ForgetOldAsync(actor, ct);
        var upload = new Upload { Id = UploadId.New(), UserId = actor.UserId, FileName = Path.GetFileName(fileName), CreatedAt = time.GetUtcNow() };
        Directory.CreateDirectory(Folder);
        string path = PathOf(upload.Id);
        try
        {
            await using (var file = new FileStream(path + ".partial", FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 20, useAsync: true))
            {
                byte[] buffer = new byte[1 << 18];
                int read;
                while ((read = await content.ReadAsync(buffer, ct)) > 0)
                {
                    upload.Bytes += read;
                    if (upload.Bytes > options.Value.MaxUploadBytes)
                        return Discard($"The file is larger than {options.Value.MaxUploadBytes:N0} bytes. Split it, or ask an administrator to raise the limit.");
                    await file.WriteAsync(buffer.AsMemory(0, read), ct);
                }

                await file.FlushAsync(ct);
            }

            if (upload.Bytes == 0)
                return Discard("The file is empty. Choose a file with a header and at least one row.");
            File.Move(path + ".partial", path);
            await using var change = await data.BeginAsync(actor, Permission.EditDatasets, ct);
            change.Db.Add(upload);
            await change.CommitAsync(ct);
            return DatasetResult.Of(upload.Id);
        }
        catch (Exception e)
        {
            File.Delete(path + ".partial");
            File.Delete(path);
            if (e is IOException)
                return DatasetResult.Problem<UploadId>($"The file could not be stored: {e.Message} Free some space on the server's disk and try again.");
            throw;
        }

        DatasetResult<UploadId> Discard(string problem)
        {
            File.Delete(path + ".partial");
            return DatasetResult.Problem<UploadId>(problem);
        }
    }

    /// <summary>Removes an upload and its file; nothing happens when it is gone already.</summary>
    public async Task DiscardAsync(Actor actor, UploadId id, CancellationToken ct)
    {
        await using var change = await data.BeginAsync(actor, Permission.EditDatasets, ct);
        await change.Db.Set<Upload>().Where(u => u.Id == id).ExecuteDeleteAsync(ct);
        await change.CommitAsync(ct);
        File.Delete(PathOf(id));
    }

    /// <summary>The upload, when it is still there.</summary>
    public async Task<(Upload Upload, string Path)?> FindAsync(Actor actor, UploadId id, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.EditDatasets, ct);
        var upload = await db.Set<Upload>().FirstOrDefaultAsync(u => u.Id == id, ct);
        return upload is null || !File.Exists(PathOf(id)) ? null : (upload, PathOf(id));
    }

    internal string PathOf(UploadId id) => Path.Combine(Folder, id.Value.ToString("N"));

    private async Task ForgetOldAsync(Actor actor, CancellationToken ct)
    {
        var before = time.GetUtcNow() - KeptFor;
        await using var change = await data.BeginAsync(actor, Permission.EditDatasets, ct);
        var old = await change.Db.Set<Upload>().Where(u => u.CreatedAt < before).ToListAsync(ct);
        change.Db.RemoveRange(old);
        await change.CommitAsync(ct);
        foreach (var upload in old)
            File.Delete(PathOf(upload.Id));
    }
}
