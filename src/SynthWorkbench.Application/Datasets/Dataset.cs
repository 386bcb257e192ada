using System.Text.Json;
using System.Text.Json.Serialization;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Application.Datasets;

public readonly record struct DatasetId(Guid Value) : IEntityId<DatasetId>
{
    public static DatasetId From(Guid value) => new(value);

    public static DatasetId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString();
}

public readonly record struct DatasetVersionId(Guid Value) : IEntityId<DatasetVersionId>
{
    public static DatasetVersionId From(Guid value) => new(value);

    public static DatasetVersionId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString();
}

public readonly record struct UploadId(Guid Value) : IEntityId<UploadId>
{
    public static UploadId From(Guid value) => new(value);

    public static UploadId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString();
}

/// <summary>What a dataset is for.</summary>
public enum DatasetKind
{
    Reference,
    Synthetic,
    ProductionBatch,
    Ratings,
}

/// <summary>A table under one name; its contents are its versions.</summary>
public sealed class Dataset : IWorkspaceOwned
{
    public DatasetId Id { get; set; }

    public WorkspaceId WorkspaceId { get; set; }

    public required string Name { get; set; }

    public DatasetKind Kind { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public required string CreatedBy { get; set; }
}

/// <summary>Where a table comes from and by what right it is used.</summary>
/// <param name="Owner">Who answers for the data.</param>
/// <param name="Origin">System, file or study it comes from.</param>
/// <param name="Licence">Licence or agreement.</param>
/// <param name="LawfulBasis">Why it may be processed.</param>
/// <param name="Period">The time it covers, in words.</param>
public sealed record SourceRecord(string Owner, string Origin, string Licence, string LawfulBasis, string Period)
{
    public static readonly SourceRecord Empty = new("", "", "", "", "");
}

/// <summary>How the holdout is drawn; the same specification and table give the same rows.</summary>
public sealed record HoldoutSpec(long Seed, double Share, string? StratifyBy)
{
    public static readonly HoldoutSpec Default = new(1, 0.2, null);

    public HoldoutSplit ToSplit() => new(unchecked((ulong)Seed), Share, StratifyBy);
}

/// <summary>One immutable state of a dataset. Rows lie in <c>tables/{Digest}.parquet</c>; only the source record may be amended, under audit.</summary>
public sealed class DatasetVersion : IWorkspaceOwned
{
    public DatasetVersionId Id { get; set; }

    public WorkspaceId WorkspaceId { get; set; }

    public DatasetId DatasetId { get; set; }

    /// <summary>1, 2, 3 ... within the dataset.</summary>
    public int Number { get; set; }

    /// <summary>SHA-256 of the canonical table (<see cref="TableDigest"/>), 64 hex digits.</summary>
    public required string Digest { get; set; }

    public long RowCount { get; set; }

    public int ColumnCount { get; set; }

    /// <summary>Size of the Parquet file.</summary>
    public long Bytes { get; set; }

    public required string SchemaJson { get; set; }

    public required string ProfileJson { get; set; }

    public required string SourceJson { get; set; }

    public required string HoldoutJson { get; set; }

    /// <summary>How this version came to be, for a person: "Imported from adult.csv", "Roles edited".</summary>
    public required string Change { get; set; }

    /// <summary>The run that generated it, for synthetic versions.</summary>
    public Guid? RunId { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public required string CreatedBy { get; set; }

    public TableSchema Schema => DatasetJson.ReadSchema(SchemaJson);

    public TableProfile Profile => DatasetJson.Read<TableProfile>(ProfileJson);

    public SourceRecord Source => DatasetJson.Read<SourceRecord>(SourceJson);

    public HoldoutSpec Holdout => DatasetJson.Read<HoldoutSpec>(HoldoutJson);
}

/// <summary>A file on its way to becoming a dataset; removed when imported, discarded or a day old.</summary>
public sealed class Upload : IWorkspaceOwned
{
    public UploadId Id { get; set; }

    public WorkspaceId WorkspaceId { get; set; }

    public Guid UserId { get; set; }

    public required string FileName { get; set; }

    public long Bytes { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>How schemas, profiles and records are kept in the database.</summary>
public static class DatasetJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter() },
    };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static string WriteSchema(TableSchema schema) => Write(schema.Columns.ToArray());

    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException($"Stored {typeof(T).Name} is null.");

    public static TableSchema ReadSchema(string json) => new(Read<ColumnSchema[]>(json));
}
