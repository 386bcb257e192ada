using System.Text.Json;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Engines;

/// <summary>A column's schema in a fitted-model file.</summary>
internal static class SchemaBytes
{
    public static void Write(BinaryWriter writer, ColumnSchema schema) => writer.Write(JsonSerializer.Serialize(schema));

    public static ColumnSchema Read(BinaryReader reader) =>
        JsonSerializer.Deserialize<ColumnSchema>(reader.ReadString()) ?? throw new InvalidDataException("A column of the model has no schema.");
}
