using System.IO.Compression;
using System.Text;

namespace SynthWorkbench.Synthesis.Tables.Text;

/// <summary>A table's file as it can be opened again and again: unpacked within limits, turned into UTF-8.</summary>
internal sealed class TableFile(Func<Stream> open, string name, ReadLimits limits)
{
    public string Name { get; } = name;

    /// <summary>The raw bytes, for formats that seek.</summary>
    public Stream OpenRaw() => open();

    /// <summary>Whether the first bytes are those of gzip.</summary>
    public bool IsGzip()
    {
        using var stream = open();
        Span<byte> head = stackalloc byte[4];
        return TableFormats.IsGzip(head[..stream.ReadAtLeast(head, 4, throwOnEndOfStream: false)]);
    }

    /// <summary>The bytes, unpacked.</summary>
    public Stream OpenUnpacked(bool gzip)
    {
        var stream = open();
        return gzip ? new BoundedGunzip(stream, limits) : stream;
    }

    /// <summary>The first bytes, unpacked.</summary>
    public byte[] Head(bool gzip, int count)
    {
        using var stream = OpenUnpacked(gzip);
        byte[] head = new byte[count];
        return head[..stream.ReadAtLeast(head, count, throwOnEndOfStream: false)];
    }

    /// <summary>The text as UTF-8 without byte-order mark.</summary>
    public Stream OpenText(bool gzip, string encodingName)
    {
        var encoding = EncodingByName(encodingName);
        var stream = OpenUnpacked(gzip);
        var text = encoding.CodePage == Encoding.UTF8.CodePage ? stream : Encoding.CreateTranscodingStream(stream, encoding, new UTF8Encoding(false));
        return new WithoutByteOrderMark(text);
    }

    /// <summary>An encoding by the name a person chose.</summary>
    public static Encoding EncodingByName(string name)
    {
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (ArgumentException e)
        {
            throw new TableReadException($"There is no encoding '{name}'", "Choose utf-8, utf-16, windows-1252 or iso-8859-1.", inner: e);
        }
    }
}

/// <summary>Unpacks gzip and refuses what grows out of proportion.</summary>
internal sealed class BoundedGunzip(Stream packed, ReadLimits limits) : Stream
{
    private const long JudgedFrom = 32 << 20;

    private readonly CountingStream _packed = new(packed);
    private GZipStream? _gzip;
    private long _unpacked;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => _unpacked; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int read;
        try
        {
            _gzip ??= new GZipStream(_packed, CompressionMode.Decompress);
            read = _gzip.Read(buffer);
        }
        catch (InvalidDataException e)
        {
            throw new TableReadException($"The gzip data is damaged after {_unpacked:N0} bytes", "Pack the file again, or import it unpacked.", inner: e);
        }

        _unpacked += read;
        if (_unpacked > limits.MaxUnpackedBytes)
            throw new TableReadException($"The gzip file unpacks to more than {limits.MaxUnpackedBytes:N0} bytes", "Split the file.");
        if (_unpacked > JudgedFrom && _unpacked > _packed.Count * limits.MaxGzipRatio)
            throw new TableReadException($"The gzip file grows more than {limits.MaxGzipRatio}-fold when unpacked, as zip bombs do", "If it is a real table, unpack it first and import the plain file.");
        return read;
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
        {
            _gzip?.Dispose();
            _packed.Dispose();
        }

        base.Dispose(disposing);
    }
}

/// <summary>Counts the bytes read.</summary>
internal sealed class CountingStream(Stream inner) : Stream
{
    public long Count { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => Count; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int read = inner.Read(buffer);
        Count += read;
        return read;
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

/// <summary>Leaves out a UTF-8 byte-order mark at the start.</summary>
internal sealed class WithoutByteOrderMark(Stream inner) : Stream
{
    private byte[]? _head;
    private int _given;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (_head is null)
        {
            byte[] head = new byte[3];
            head = head[..inner.ReadAtLeast(head, 3, throwOnEndOfStream: false)];
            _head = head is [0xEF, 0xBB, 0xBF] ? [] : head;
        }

        if (_given == _head.Length)
            return inner.Read(buffer);
        int count = Math.Min(buffer.Length, _head.Length - _given);
        _head.AsSpan(_given, count).CopyTo(buffer);
        _given += count;
        return count;
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
