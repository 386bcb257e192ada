using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace SynthWorkbench.Synthesis.Tables.Text;

/// <summary>Numbers distinct UTF-8 texts 0, 1, 2 ... in first-seen order without making a string for each lookup.</summary>
internal sealed class Utf8Interner
{
    private int[] _slots = new int[64];
    private ulong[] _hashes = new ulong[32];
    private (int Start, int Length)[] _ranges = new (int, int)[32];
    private byte[] _bytes = new byte[512];
    private int _used;

    /// <summary>The number of distinct texts.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of text held.</summary>
    public int ByteCount => _used;

    /// <summary>The bytes of a text.</summary>
    public ReadOnlySpan<byte> this[int code] => _bytes.AsSpan(_ranges[code].Start, _ranges[code].Length);

    /// <summary>The number of a text, new ones numbered next.</summary>
    public int Intern(ReadOnlySpan<byte> text) => Intern(text, Hash(text));

    /// <summary>As <see cref="Intern(ReadOnlySpan{byte})"/> with the hash at hand.</summary>
    public int Intern(ReadOnlySpan<byte> text, ulong hash)
    {
        int mask = _slots.Length - 1;
        for (int slot = (int)hash & mask; ; slot = (slot + 1) & mask)
        {
            int code = _slots[slot] - 1;
            if (code < 0)
                return Insert(text, hash, slot);
            if (_hashes[code] == hash && this[code].SequenceEqual(text))
                return code;
        }
    }

    /// <summary>The number of a text, or -1.</summary>
    public int Find(ReadOnlySpan<byte> text, ulong hash)
    {
        int mask = _slots.Length - 1;
        for (int slot = (int)hash & mask; ; slot = (slot + 1) & mask)
        {
            int code = _slots[slot] - 1;
            if (code < 0 || (_hashes[code] == hash && this[code].SequenceEqual(text)))
                return code;
        }
    }

    /// <summary>All texts by number.</summary>
    public ImmutableArray<string> ToStrings()
    {
        var strings = new string[Count];
        for (int i = 0; i < strings.Length; i++)
            strings[i] = Encoding.UTF8.GetString(this[i]);
        return ImmutableCollectionsMarshal.AsImmutableArray(strings);
    }

    /// <summary>A well-mixed 64-bit hash, the same in every process (multiply and fold, after wyhash).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Hash(ReadOnlySpan<byte> text)
    {
        const ulong P0 = 0xA0761D6478BD642F, P1 = 0xE7037ED1A0B428DB;
        ulong h = (ulong)text.Length ^ P0;
        while (text.Length >= 8)
        {
            h = Fold(h ^ MemoryMarshal.Read<ulong>(text), P1);
            text = text[8..];
        }

        ulong last = 0;
        for (int i = 0; i < text.Length; i++)
            last = (last << 8) | text[i];
        return Fold(h ^ last, P0 ^ P1);
    }

    private static ulong Fold(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return high ^ low;
    }

    private int Insert(ReadOnlySpan<byte> text, ulong hash, int slot)
    {
        if (Count == _ranges.Length)
        {
            Array.Resize(ref _ranges, Count * 2);
            Array.Resize(ref _hashes, Count * 2);
        }

        if (_used + text.Length > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_used + text.Length, _bytes.Length * 2));
        text.CopyTo(_bytes.AsSpan(_used));
        _ranges[Count] = (_used, text.Length);
        _hashes[Count] = hash;
        _used += text.Length;
        _slots[slot] = ++Count;
        if (Count * 2 > _slots.Length)
            Rehash();
        return Count - 1;
    }

    private void Rehash()
    {
        _slots = new int[_slots.Length * 2];
        int mask = _slots.Length - 1;
        for (int code = 0; code < Count; code++)
        {
            int slot = (int)_hashes[code] & mask;
            while (_slots[slot] != 0)
                slot = (slot + 1) & mask;
            _slots[slot] = code + 1;
        }
    }
}
