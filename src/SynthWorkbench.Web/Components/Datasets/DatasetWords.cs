using SynthWorkbench.Application.Datasets;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Web.Components.Datasets;

/// <summary>Kinds, roles and sizes in the words of the screen.</summary>
internal static class DatasetWords
{
    public static string Kind(DatasetKind kind) => kind switch
    {
        DatasetKind.ProductionBatch => "Production batch",
        _ => kind.ToString(),
    };

    public static string Kind(ColumnKind kind) => kind switch
    {
        ColumnKind.DateTime => "Date",
        _ => kind.ToString(),
    };

    public static string Role(ColumnRole role) => role switch
    {
        ColumnRole.PersonalData => "Personal data",
        _ => role.ToString(),
    };

    public static string Pii(PiiKind kind) => kind switch
    {
        PiiKind.None => "None",
        PiiKind.PersonName => "Name of a person",
        PiiKind.Email => "E-mail",
        PiiKind.NationalId => "National number",
        PiiKind.PaymentCard => "Payment card",
        PiiKind.Iban => "IBAN",
        PiiKind.IpAddress => "IP address",
        PiiKind.PostalCode => "Postal code",
        PiiKind.BirthDate => "Date of birth",
        _ => kind.ToString(),
    };

    public static string Bytes(long bytes) => bytes switch
    {
        >= 1_000_000_000 => $"{bytes / 1e9:0.00} GB",
        >= 1_000_000 => $"{bytes / 1e6:0.0} MB",
        _ => $"{bytes / 1e3:0.0} kB",
    };

    public static string Delimiter(char delimiter) => delimiter switch
    {
        ',' => "Comma ,",
        ';' => "Semicolon ;",
        '\t' => "Tab",
        '|' => "Bar |",
        _ => delimiter.ToString(),
    };

    public static string Confidence(double confidence) => confidence switch
    {
        >= 0.9 => "sure",
        >= 0.6 => "likely",
        _ => "a guess",
    };

    /// <summary>A number as a person reads it: grouped whole numbers from a thousand on, four significant digits below, powers of ten only beyond a quadrillion.</summary>
    public static string Number(double value) => Math.Abs(value) is >= 1e3 and < 1e15 ? value.ToString("N0") : value.ToString("G4");

    public static string Share(double share) => share == 0 ? "none" : share < 0.001 ? "< 0.1 %" : $"{share:0.#%}".Replace("%", " %", StringComparison.Ordinal);
}
