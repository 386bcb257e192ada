using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using SynthWorkbench.Numerics.Random;

namespace SynthWorkbench.Numerics.Privacy;

/// <summary>
/// Uniform bits for private mechanisms: from the operating system's cryptographic generator, or from a seed. A guarantee of privacy holds only against those who cannot repeat the bits: a seed must be kept
/// as secret as the data. Not safe for use by several threads.
/// </summary>
public sealed class NoiseSource
{
    private readonly ulong[] _buffer = new ulong[256];
    private readonly bool _isSecret;
    private RandomStream _stream;
    private int _left;

    private NoiseSource(RandomStream stream, bool isSecret)
    {
        _stream = stream;
        _isSecret = isSecret;
    }

    /// <summary>Bits that nobody can repeat.</summary>
    public static NoiseSource Secret() => new(default, true);

    /// <summary>The bits of a seed, the same every time: for tests, and where a release must be repeatable. Philox is no cipher: who sees many of its values and guesses the seed knows the noise.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="release">
    /// Everything that the release depends on, its data too. Two releases must not share noise: their difference would be without any, and would give away the row by which their data differ, however secret the seed.
    /// </param>
    public static NoiseSource Seeded(ulong seed, ReadOnlySpan<byte> release = default)
    {
        Span<byte> key = stackalloc byte[32], hashed = stackalloc byte[32];
        BinaryPrimitives.WriteUInt64LittleEndian(key, seed);
        HMACSHA256.HashData(key[..8], release, hashed);
        return new NoiseSource(new RandomStream(BinaryPrimitives.ReadUInt64LittleEndian(hashed), BinaryPrimitives.ReadUInt64LittleEndian(hashed[8..])), false);
    }

    /// <summary>The next 64 bits.</summary>
    public ulong NextUInt64()
    {
        if (!_isSecret)
            return _stream.NextUInt64();
        if (_left == 0)
        {
            RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(_buffer.AsSpan()));
            _left = _buffer.Length;
        }

        return _buffer[--_left];
    }

    /// <summary>A uniform whole number from 0 to <paramref name="bound"/> - 1, exactly (by rejection).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is 0.</exception>
    public UInt128 Below(UInt128 bound)
    {
        ArgumentOutOfRangeException.ThrowIfZero(bound);
        int bits = 128 - (int)UInt128.LeadingZeroCount(bound - 1);
        while (true)
        {
            UInt128 value = bits <= 64 ? NextUInt64() : new UInt128(NextUInt64(), NextUInt64());
            value &= bits == 128 ? UInt128.MaxValue : (UInt128.One << bits) - 1;
            if (value < bound)
                return value;
        }
    }
}
