using System.Collections.Immutable;
using System.Security.Cryptography;

namespace SynthWorkbench.Synthesis.Engines;

/// <summary>
/// A fitted model as bytes: mark, format version, engine id and version, payload, SHA-256 of all before. It holds values of training rows: it is personal data where
/// the reference is, and whoever stores it must encrypt it. What is known of replaced personal values stands last, and only where there are any.
/// </summary>
public static class FittedModelFile
{
    private const string Mark = "synthworkbench fitted model";
    private const int FormatVersion = 3;

    /// <summary>The model as bytes.</summary>
    public static byte[] ToBytes(FittedModel model, ISynthesisEngine engine)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(engine);
        using var buffer = new MemoryStream();
        using (var writer = new BinaryWriter(buffer, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Mark);
            writer.Write(FormatVersion);
            writer.Write(engine.Id);
            writer.Write(engine.Version);
            writer.Write(model is Texts.TextsAlone);
            model.Write(writer);
            writer.Write(model.Texts.Length);
            foreach (var text in model.Texts)
                text.Write(writer);
            model.Pseudonyms?.Write(writer);
        }

        byte[] hash = SHA256.HashData(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
        buffer.Write(hash);
        return buffer.ToArray();
    }

    /// <summary>The model in the bytes, or null when they are damaged or from another format, engine or engine version: fit again then.</summary>
    public static FittedModel? FromBytes(byte[] bytes, ISynthesisEngine engine)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        ArgumentNullException.ThrowIfNull(engine);
        int length = bytes.Length - SHA256.HashSizeInBytes;
        if (length <= 0 || !SHA256.HashData(bytes.AsSpan(0, length)).AsSpan().SequenceEqual(bytes.AsSpan(length)))
            return null;
        using var reader = new BinaryReader(new MemoryStream(bytes, 0, length));
        if (reader.ReadString() != Mark || reader.ReadInt32() != FormatVersion || reader.ReadString() != engine.Id || reader.ReadString() != engine.Version)
            return null;
        var model = reader.ReadBoolean() ? new Texts.TextsAlone() : engine.Read(reader);
        ImmutableArray<Texts.FittedText> texts = [.. Enumerable.Range(0, reader.ReadInt32()).Select(_ => Texts.FittedText.Read(reader))];
        return model.With(texts, reader.BaseStream.Position < length ? Pseudonyms.FittedPseudonyms.Read(reader) : null);
    }
}
