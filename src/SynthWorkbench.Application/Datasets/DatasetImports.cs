using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Auditing;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Synthesis.Tables.Inference;

namespace SynthWorkbench.Application.Datasets;

/// <summary>What a file would become under the given options.</summary>
/// <param name="Detection">How it is laid out.</param>
/// <param name="Schema">Kinds and roles with their reasons.</param>
/// <param name="RowCount">Rows of the whole file.</param>
/// <param name="Rows">The first rows as text; null is missing.</param>
/// <param name="KeyColumns">Key-like column sets.</param>
public sealed record ImportPreview(FormatDetection Detection, TableSchema Schema, long? RowCount, IReadOnlyList<string?[]> Rows, ImmutableArray<KeyColumnSet> KeyColumns);

/// <summary>What a person decided about an import.</summary>
/// <param name="Upload">The file.</param>
/// <param name="Name">The dataset's name.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Options">How the file is read.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Holdout">How the holdout is drawn.</param>
/// <param name="Dataset">An existing dataset that receives a new version; null makes a new dataset.</param>
public sealed record ImportRequest(UploadId Upload, string Name, DatasetKind Kind, ReadOptions Options, SourceRecord Source, HoldoutSpec Holdout, DatasetId? Dataset = null);

/// <summary>The version an import made.</summary>
public sealed record ImportedVersion(DatasetId Dataset, DatasetVersionId Version, string Digest, long RowCount);

/// <summary>Turns files and tables into dataset versions. An import that fails or is cancelled leaves neither rows nor files.</summary>
public sealed class DatasetImports(WorkbenchData data, DatasetStore store, DatasetUploads uploads)
{
    private const int PreviewRows = 50;

    /// <summary>Reads the upload as the options say and shows what it would become. Passes over the whole file.</summary>
    public async Task<DatasetResult<ImportPreview>> PreviewAsync(Actor actor, UploadId upload, ReadOptions options, CancellationToken ct)
    {
        if (await uploads.FindAsync(actor, upload, ct) is not var (found, path))
            return DatasetResult.Problem<ImportPreview>("The uploaded file is gone. Upload it again.");
        return await Task.Run(
            () =>
            {
                try
                {
                    using var stream = TableReader.Open(path, options, ct, found.FileName);
                    var first = stream.ReadChunks(PreviewRows, ct).First();
                    string?[][] rows = [.. Enumerable.Range(0, first.RowCount).Select(r => first.Columns.Select(c => c.Format(r)).ToArray())];
                    return DatasetResult.Of(new ImportPreview(stream.Detection, stream.Schema, stream.RowCount, rows, stream.KeyColumns));
                }
                catch (TableReadException e)
                {
                    return DatasetResult.Problem<ImportPreview>(e.Message);
                }
            },
            ct);
    }

    /// <summary>How the upload is laid out, from its first bytes.</summary>
    public async Task<DatasetResult<FormatDetection>> DetectAsync(Actor actor, UploadId upload, ReadOptions options, CancellationToken ct)
    {
        if (await uploads.FindAsync(actor, upload, ct) is not var (found, path))
            return DatasetResult.Problem<FormatDetection>("The uploaded file is gone. Upload it again.");
        try
        {
            return DatasetResult.Of(await Task.Run(() => TableReader.Detect(path, options, found.FileName), ct));
        }
        catch (TableReadException e)
        {
            return DatasetResult.Problem<FormatDetection>(e.Message);
        }
    }

    /// <summary>Removes an upload that is not wanted.</summary>
    public Task DiscardAsync(Actor actor, UploadId upload, CancellationToken ct) => uploads.DiscardAsync(actor, upload, ct);

    /// <summary>The version an import has registered already, or null.</summary>
    internal async Task<ImportedVersion?> FindImportedAsync(WorkspaceId workspace, DatasetVersionId id, CancellationToken ct)
    {
        await using var db = await data.ReadForJobAsync(workspace, ct);
        return await db.Set<DatasetVersion>().Where(v => v.Id == id).Select(v => new ImportedVersion(v.DatasetId, v.Id, v.Digest, v.RowCount)).FirstOrDefaultAsync(ct);
    }

    /// <summary>Imports an upload, which stays: whoever asked for the import discards it.</summary>
    /// <param name="actor">Who imports.</param>
    /// <param name="request">What was decided.</param>
    /// <param name="progress">Hears how far it is.</param>
    /// <param name="ct">Cancels; nothing stays then.</param>
    /// <param name="version">The id of the version it makes; a new one when null.</param>
    public async Task<DatasetResult<ImportedVersion>> ImportAsync(Actor actor, ImportRequest request, IProgress<ImportProgress>? progress, CancellationToken ct, DatasetVersionId? version = null)
    {
        if (await uploads.FindAsync(actor, request.Upload, ct) is not var (found, path))
            return DatasetResult.Problem<ImportedVersion>("The uploaded file is gone. Upload it again.");
        StoredTable stored;
        try
        {
            stored = await Task.Run(
                () =>
                {
                    progress?.Report(new ImportProgress("Reading the columns", 0, 0));
                    using var reader = TableReader.Open(path, request.Options, ct, found.FileName);
                    if (HoldoutProblem(request.Holdout, reader.Schema) is { } problem)
                        throw new TableReadException(problem, "Choose another holdout.");
                    return store.Store(reader.ReadChunks(TableReader.DefaultChunkRows, ct), reader.Schema, reader.KeyColumns, progress, reader.RowCount ?? 0, ct);
                },
                ct);
        }
        catch (TableReadException e)
        {
            return DatasetResult.Problem<ImportedVersion>(e.Message);
        }
        catch (IOException e)
        {
            return DatasetResult.Problem<ImportedVersion>($"The table could not be stored: {e.Message} Free some space on the server's disk and import again.");
        }

        return DatasetResult.Of(await RegisterAsync(actor, request.Name, request.Kind, request.Dataset, stored, request.Source, request.Holdout, $"Imported from {found.FileName}", null, ct, version));
    }

    /// <summary>Imports a table in memory, such as demo data.</summary>
    public async Task<ImportedVersion> ImportTableAsync(Actor actor, string name, Table table, SourceRecord source, HoldoutSpec? holdout = null, DatasetKind kind = DatasetKind.Reference, CancellationToken ct = default)
    {
        var stored = await Task.Run(() => store.Store([table], table.Schema, [], null, table.RowCount, ct), ct);
        return await RegisterAsync(actor, name, kind, null, stored, source, holdout ?? HoldoutSpec.Default, "Made by the workbench", null, ct);
    }

    /// <summary>
    /// Registers the rows a run generated: a finished Parquet file, which is taken over. Only for the job of that run, which may have several tables of different names. Called again after a restart, it
    /// returns the version registered before. With <paramref name="dataset"/> the rows become its next version.
    /// </summary>
    public async Task<ImportedVersion> RegisterSyntheticAsync(Actor author, string name, string parquetPath, SourceRecord source, Guid runId, CancellationToken ct, DatasetId? dataset = null)
    {
        await using (var db = await data.ReadForJobAsync(author.WorkspaceId, ct))
        {
            if (await db.Set<DatasetVersion>().FirstOrDefaultAsync(v => v.RunId == runId && db.Set<Dataset>().Any(d => d.Id == v.DatasetId && d.Name == name), ct) is { } before)
                return new ImportedVersion(before.DatasetId, before.Id, before.Digest, before.RowCount);
        }

        var stored = await Task.Run(() => store.Adopt(parquetPath, ct), ct);
        await using var change = await data.BeginForJobAsync(author, ct);
        return await AddAsync(change, name, DatasetKind.Synthetic, dataset, stored, source, HoldoutSpec.Default, $"Generated by run {runId}", runId, ct);
    }

    internal async Task<ImportedVersion> RegisterAsync(Actor actor, string name, DatasetKind kind, DatasetId? dataset, StoredTable stored, SourceRecord source, HoldoutSpec holdout, string how, Guid? runId, CancellationToken ct, DatasetVersionId? version = null)
    {
        try
        {
            await using var change = await data.BeginAsync(actor, Permission.EditDatasets, ct);
            return await AddAsync(change, name, kind, dataset, stored, source, holdout, how, runId, ct, version);
        }
        catch
        {
            await RemoveUnlessUsedAsync(stored.Digest);
            throw;
        }
    }

    /// <summary>Removes a table's file that no version of any workspace refers to.</summary>
    private async Task RemoveUnlessUsedAsync(string digest)
    {
        await using var db = await data.UnboundAsync(CancellationToken.None);
        if (!await db.Set<DatasetVersion>().AnyAsync(v => v.Digest == digest, CancellationToken.None))
            File.Delete(store.PathOf(digest));
    }

    private static async Task<ImportedVersion> AddAsync(WorkbenchChange change, string name, DatasetKind kind, DatasetId? existing, StoredTable stored, SourceRecord source, HoldoutSpec holdout, string how, Guid? runId, CancellationToken ct, DatasetVersionId? newId = null)
    {
        var dataset = existing is { } id ? await change.Db.Set<Dataset>().FirstOrDefaultAsync(d => d.Id == id, ct) ?? throw new KeyNotFoundException($"There is no dataset {id} in this workspace.")
            : new Dataset { Id = DatasetId.New(), Name = name, Kind = kind, CreatedAt = change.Now, CreatedBy = change.Actor.Name };
        if (existing is null)
            change.Db.Add(dataset);
        int last = existing is null ? 0 : await change.Db.Set<DatasetVersion>().Where(v => v.DatasetId == dataset.Id).MaxAsync(v => (int?)v.Number, ct) ?? 0;
        var version = new DatasetVersion
        {
            Id = newId ?? DatasetVersionId.New(),
            DatasetId = dataset.Id,
            Number = last + 1,
            Digest = stored.Digest,
            RowCount = stored.RowCount,
            ColumnCount = stored.Schema.Count,
            Bytes = stored.Bytes,
            SchemaJson = DatasetJson.WriteSchema(stored.Schema),
            ProfileJson = DatasetJson.Write(stored.Profile),
            SourceJson = DatasetJson.Write(source),
            HoldoutJson = DatasetJson.Write(holdout),
            Change = how,
            RunId = runId,
            CreatedAt = change.Now,
            CreatedBy = change.Actor.Name,
        };
        change.Db.Add(version);
        change.Audit(kind == DatasetKind.Synthetic ? "dataset.generated" : "dataset.imported", nameof(DatasetVersion), version.Id, $"{dataset.Name} version {version.Number}", null,
            new { version.Digest, version.RowCount, version.ColumnCount, version.Change, Source = source, Holdout = holdout });
        await change.CommitAsync(ct);
        return new ImportedVersion(dataset.Id, version.Id, version.Digest, version.RowCount);
    }

    /// <summary>What is wrong with a holdout for a table of this schema, or null.</summary>
    public static string? HoldoutProblem(HoldoutSpec holdout, TableSchema schema) =>
        holdout.Share is not (> 0 and < 1) ? $"The holdout's share {holdout.Share:0.##} is not between 0 and 1."
        : holdout.StratifyBy is { } column && !schema.Contains(column) ? $"There is no column '{column}' to stratify the holdout by."
        : null;
}
