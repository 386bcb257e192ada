using System.Buffers.Text;
using System.Globalization;

namespace SynthWorkbench.Synthesis.Tables.Text;

/// <summary>What a number's text looks like beyond its value.</summary>
internal readonly record struct NumberShape(double Value, int Decimals, bool HasLeadingZero, bool IsBeyondExact);

/// <summary>
/// Reads decimal numbers from UTF-8, correctly rounded. Up to 15 digits and 22 powers of ten by one exact multiplication or division
/// (Clinger, "How to read floating point numbers accurately", PLDI 1990, section 3), otherwise by the runtime's parser.
/// </summary>
internal static class NumberText
{
    private const ulong ExactIntegers = 1UL << 53;

    private static readonly double[] Powers =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

    /// <summary>Reads a number with optional sign, fraction and exponent, blanks around it allowed; thousands separators, infinities and NaN are no numbers.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, byte decimalSeparator, out NumberShape number)
    {
        text = TrimBlanks(text);
        number = default;
        int i = 0;
        bool negative = false;
        if (text.Length > 0 && text[0] is (byte)'-' or (byte)'+')
        {
            negative = text[0] == '-';
            i = 1;
        }

        ulong mantissa = 0;
        int digits = 0, significant = 0, decimals = 0, firstDigit = i;
        for (; i < text.Length && (uint)(text[i] - '0') <= 9; i++)
        {
            mantissa = unchecked(mantissa * 10 + (uint)(text[i] - '0'));
            digits++;
            significant += significant > 0 || text[i] != '0' ? 1 : 0;
        }

        bool leadingZero = digits > 1 && text[firstDigit] == '0';
        if (i < text.Length && text[i] == decimalSeparator)
        {
            for (i++; i < text.Length && (uint)(text[i] - '0') <= 9; i++)
            {
                mantissa = unchecked(mantissa * 10 + (uint)(text[i] - '0'));
                digits++;
                decimals++;
                significant += significant > 0 || text[i] != '0' ? 1 : 0;
            }
        }

        if (digits == 0)
            return false;
        if (i == text.Length && significant <= 19 && decimals <= 22 && mantissa <= ExactIntegers)
        {
            double value = mantissa / Powers[decimals];
            number = new NumberShape(negative ? -value : value, decimals, leadingZero, false);
            return true;
        }

        return TryParseLong(text, i, decimalSeparator, decimals, leadingZero, out number);
    }

    private static bool TryParseLong(ReadOnlySpan<byte> text, int end, byte decimalSeparator, int decimals, bool leadingZero, out NumberShape number)
    {
        number = default;
        int exponent = 0;
        if (end < text.Length)
        {
            if (text[end] is not ((byte)'e' or (byte)'E') || !Utf8Parser.TryParse(text[(end + 1)..], out exponent, out int used) || end + 1 + used != text.Length)
                return false;
        }

        Span<byte> copy = text.Length <= 512 ? stackalloc byte[text.Length] : new byte[text.Length];
        text.CopyTo(copy);
        if (decimalSeparator != '.')
            copy.Replace(decimalSeparator, (byte)'.');
        if (!double.TryParse(copy, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || double.IsInfinity(value))
            return false;
        int shown = Math.Clamp(decimals - exponent, 0, 15);
        number = new NumberShape(value, shown, leadingZero, shown == 0 && Math.Abs(value) >= ExactIntegers);
        return true;
    }

    /// <summary>Whether the text spells an infinity.</summary>
    public static bool IsInfinity(ReadOnlySpan<byte> text)
    {
        text = TrimBlanks(text);
        if (text.Length > 0 && text[0] is (byte)'-' or (byte)'+')
            text = text[1..];
        return text.SequenceEqual("∞"u8) || Is(text, "inf"u8) || Is(text, "infinity"u8) || Is(text, "1.#inf"u8);

        static bool Is(ReadOnlySpan<byte> a, ReadOnlySpan<byte> lower)
        {
            if (a.Length != lower.Length)
                return false;
            for (int i = 0; i < a.Length; i++)
            {
                if (a[i] != lower[i] && (a[i] | 0x20) != lower[i])
                    return false;
            }

            return true;
        }
    }

    /// <summary>The text without blanks and tabs at its ends.</summary>
    public static ReadOnlySpan<byte> TrimBlanks(ReadOnlySpan<byte> text)
    {
        if (text.Length == 0 || (text[0] > ' ' && text[^1] > ' '))
            return text;
        return text.Trim(" \t"u8);
    }
}
