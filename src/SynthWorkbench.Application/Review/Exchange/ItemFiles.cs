using System.IO.Compression;
using System.Text;
using System.Text.Json;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Application.Review.Exchange;

/// <summary>What a file is before its mapping is settled: its columns (none for Label Studio, which needs no mapping), and the mapping that their names suggest.</summary>
public sealed record ItemFilePreview(IReadOnlyList<string> Columns, ItemMapping Mapping, bool IsLabelStudio);

/// <summary>Reads files of items: JSON lines, CSV, TSV, Parquet (each text also gzipped) and Label Studio's JSON. What is wrong with a file is told in words; nothing is thrown.</summary>
public static class ItemFiles
{
    /// <summary>The items of a file under a rubric.</summary>
    /// <param name="path">Where the file lies.</param>
    /// <param name="fileName">The name it had where it came from, which hints at its format.</param>
    /// <param name="rubric">Gives its answers their meaning.</param>
    /// <param name="mapping">What the columns are; null for what their names suggest.</param>
    /// <param name="ct">Stops the reading.</param>
    public static ItemImport Read(string path, string fileName, Rubric rubric, ItemMapping? mapping, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(rubric);
        return Try(() =>
        {
            if (TooLarge(path) is { } refused)
                return ItemImport.Refused(refused);
            using var json = IsArray(path) ? Parse(path) : null;
            return json is not null && LabelStudioTasks.Are(json.RootElement)
                ? LabelStudioTasks.Read(fileName, json.RootElement, rubric, mapping)
                : ItemTable.Read(fileName, Rows(path, fileName, json, ct), rubric, mapping);
        }, problem => ItemImport.Refused(problem));
    }

    /// <summary>The columns of a file, so that a person can settle what they are; or the problem.</summary>
    public static (ItemFilePreview? Preview, string? Problem) Preview(string path, string fileName, Rubric rubric, CancellationToken ct) =>
        Try<(ItemFilePreview?, string?)>(() =>
        {
            if (TooLarge(path) is { } refused)
                return (null, refused);
            using var json = IsArray(path) ? Parse(path) : null;
            if (json is not null && LabelStudioTasks.Are(json.RootElement))
                return (new ItemFilePreview([], new ItemMapping(), true), null);
            var rows = Rows(path, fileName, json, ct);
            return rows.Problem is not null ? (null, rows.Problem) : (new ItemFilePreview(rows.Columns, ItemMapping.Guess(rows.Columns, rubric), false), null);
        }, problem => (null, problem));

    private static ItemRows Rows(string path, string fileName, JsonDocument? array, CancellationToken ct)
    {
        if (array is not null)
            return array.RootElement.GetArrayLength() == 0 ? ItemRows.Refused("The file has no items: its list is empty.") : ItemRows.OfObjects(array.RootElement.EnumerateArray().Select((item, i) => (i + 1L, item)));
        return First(path) == '{' ? JsonLines(path) : ItemRows.OfTable(path, fileName, ct);
    }

    private static ItemRows JsonLines(string path)
    {
        using var reader = new StreamReader(Open(path), Encoding.UTF8);
        var items = new List<(long Line, JsonElement Item)>();
        long line = 0;
        while (reader.ReadLine() is { } text)
        {
            line++;
            if (string.IsNullOrWhiteSpace(text))
                continue;
            try
            {
                items.Add((line, JsonElement.Parse(text)));
            }
            catch (JsonException e)
            {
                return ItemRows.Refused($"Line {line:N0} is no valid JSON (at character {e.BytePositionInLine + 1:N0}). JSON lines have one whole object a line; correct the line.");
            }
        }

        return ItemRows.OfObjects(items);
    }

    private static JsonDocument Parse(string path)
    {
        using var stream = Open(path);
        return JsonDocument.Parse(stream, new JsonDocumentOptions { AllowTrailingCommas = true });
    }

    private static T Try<T>(Func<T> read, Func<string, T> refused)
    {
        try
        {
            return read();
        }
        catch (TableReadException e)
        {
            return refused(e.Message);
        }
        catch (JsonException e)
        {
            return refused($"The file is no valid JSON: line {e.LineNumber + 1:N0}, character {e.BytePositionInLine + 1:N0}. Correct it there and choose the file again.");
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return refused($"The file could not be read: {e.Message} Choose it again, or store it anew without compression.");
        }
    }

    private static string? TooLarge(string path)
    {
        long bytes = new FileInfo(path).Length;
        return bytes == 0 ? "The file is empty. Choose a file with at least one item."
            : bytes > ImportLimits.Bytes ? $"The file has {bytes:N0} bytes; at most {ImportLimits.Bytes:N0} (256 MB) are read. Split it into several campaigns."
            : null;
    }

    private static bool IsArray(string path) => First(path) == '[';

    /// <summary>The first character that is no blank, below a byte-order mark and below gzip.</summary>
    private static char First(string path)
    {
        using var stream = Open(path);
        byte[] head = new byte[1024];
        int length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        var text = head.AsSpan(0, length);
        if (text.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            text = text[3..];
        text = text.TrimStart(" \t\r\n"u8);
        return text.IsEmpty ? '\0' : (char)text[0];
    }

    private static Stream Open(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        byte[] head = new byte[3];
        bool packed = file.Read(head) == 3 && TableFormats.IsGzip(head);
        file.Position = 0;
        return packed ? new BoundedStream(new GZipStream(file, CompressionMode.Decompress)) : file;
    }

    /// <summary>Ends with an error where more bytes come out than a file may have: a small packed file can hold gigabytes.</summary>
    private sealed class BoundedStream(Stream inner) : Stream
    {
        private long _left = ImportLimits.Bytes;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = inner.Read(buffer, offset, count);
            _left -= read;
            return _left >= 0 ? read : throw new InvalidDataException($"Unpacked it has more than {ImportLimits.Bytes:N0} bytes.");
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
