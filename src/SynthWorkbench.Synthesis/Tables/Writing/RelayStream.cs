namespace SynthWorkbench.Synthesis.Tables.Writing;

/// <summary>Collects synchronous writes and hands them on asynchronously; its position counts all bytes ever written.</summary>
internal sealed class RelayStream : Stream
{
    private readonly MemoryStream _held = new();
    private long _sent;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _sent + _held.Length;

    public override long Position { get => _sent + _held.Position; set => throw new NotSupportedException(); }

    /// <summary>Sends what was collected.</summary>
    public async Task DrainAsync(Stream target, CancellationToken cancellation)
    {
        await target.WriteAsync(_held.GetBuffer().AsMemory(0, (int)_held.Length), cancellation);
        _sent += _held.Length;
        _held.SetLength(0);
    }

    public override void Write(byte[] buffer, int offset, int count) => _held.Write(buffer, offset, count);

    public override void Write(ReadOnlySpan<byte> buffer) => _held.Write(buffer);

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _held.Dispose();
        base.Dispose(disposing);
    }
}
