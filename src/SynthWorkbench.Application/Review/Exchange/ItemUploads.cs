using Microsoft.Extensions.Options;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Review.Rubrics;

namespace SynthWorkbench.Application.Review.Exchange;

/// <summary>A file of items on the server's disk while a lead settles how it is read. Disposed, it is gone.</summary>
public sealed class ItemUpload : IDisposable
{
    internal ItemUpload(string path, string fileName) => (Path, FileName) = (path, fileName);

    public string FileName { get; }

    private string Path { get; }

    public Task<(ItemFilePreview? Preview, string? Problem)> PreviewAsync(Rubric rubric, CancellationToken ct) => Task.Run(() => ItemFiles.Preview(Path, FileName, rubric, ct), ct);

    public Task<ItemImport> ReadAsync(Rubric rubric, ItemMapping? mapping, CancellationToken ct) => Task.Run(() => ItemFiles.Read(Path, FileName, rubric, mapping, ct), ct);

    public void Dispose() => File.Delete(Path);
}

/// <summary>Receives files of items onto the disk, never into memory; those that a killed server left behind go after a day.</summary>
public sealed class ItemUploads(WorkbenchData data, IOptions<WorkbenchOptions> options, TimeProvider time)
{
    private string Folder => Path.Combine(options.Value.DataFolder, "item-files");

    /// <summary>Copies a stream to the disk, or says why not.</summary>
    /// <exception cref="NotAllowedException">The actor leads no reviews.</exception>
    public async Task<(ItemUpload? Upload, string? Problem)> ReceiveAsync(Actor actor, string fileName, Stream content, CancellationToken ct)
    {
        await (await data.ReadAsync(actor, Permission.LeadReview, ct)).DisposeAsync();
        Directory.CreateDirectory(Folder);
        var before = time.GetUtcNow().UtcDateTime - TimeSpan.FromDays(1);
        foreach (string old in Directory.EnumerateFiles(Folder).Where(f => File.GetLastWriteTimeUtc(f) < before))
            File.Delete(old);
        string path = Path.Combine(Folder, Guid.CreateVersion7().ToString("N"));
        try
        {
            long bytes = 0;
            await using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true))
            {
                byte[] buffer = new byte[1 << 17];
                int read;
                while ((read = await content.ReadAsync(buffer, ct)) > 0 && (bytes += read) <= ImportLimits.Bytes)
                    await file.WriteAsync(buffer.AsMemory(0, read), ct);
            }

            string? problem = bytes == 0 ? "The file is empty. Choose a file with at least one item."
                : bytes > ImportLimits.Bytes ? $"The file has more than {ImportLimits.Bytes:N0} bytes (256 MB). Split it into several campaigns."
                : null;
            if (problem is null)
                return (new ItemUpload(path, Path.GetFileName(fileName)), null);
            File.Delete(path);
            return (null, problem);
        }
        catch (Exception e)
        {
            File.Delete(path);
            if (e is IOException)
                return (null, $"The file could not be stored: {e.Message} Choose it again.");
            throw;
        }
    }
}
