using System.Text;

namespace StrokeFunctions.Patients;

/// <summary>Names files that are no text, whatever they are called, by their first bytes.</summary>
internal static class FileKind
{
    /// <summary>First bytes of formats that people rename to .csv, and what each is called.</summary>
    private static readonly (byte[] Magic, string Name)[] Kinds =
    [
        ([0x1F, 0x8B], "a file compressed with gzip"),
        ("PAR1"u8.ToArray(), "a Parquet file"),
        ("%PDF"u8.ToArray(), "a PDF document"),
        ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "an Excel workbook (.xls)"),
        ("SQLite format 3"u8.ToArray(), "an SQLite database"),
        ("ARROW1"u8.ToArray(), "an Arrow or Feather file"),
        ("FEA1"u8.ToArray(), "a Feather file"),
        ("Obj\u0001"u8.ToArray(), "an Avro file"),
        ("$FL2"u8.ToArray(), "an SPSS file (.sav)"),
        ("$FL3"u8.ToArray(), "an SPSS file (.sav)"),
        ("<stata_dta>"u8.ToArray(), "a Stata file (.dta)"),
        ("RDX"u8.ToArray(), "an R data file"),
        ([0x89, 0x48, 0x44, 0x46], "an HDF5 file"),
        ("BZh"u8.ToArray(), "a file compressed with bzip2"),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "a file compressed with xz"),
        ([0x28, 0xB5, 0x2F, 0xFD], "a file compressed with zstd"),
        ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7-Zip archive"),
        ("Rar!"u8.ToArray(), "a RAR archive"),
        ([0x89, 0x50, 0x4E, 0x47], "a picture (PNG)"),
        ([0xFF, 0xD8, 0xFF], "a picture (JPEG)"),
        ("{\\rtf"u8.ToArray(), "a rich text document"),
    ];

    /// <summary>Beginnings of texts that are no table.</summary>
    private static readonly (string Start, string Name)[] Texts =
    [
        ("<!doctype html", "a web page (HTML)"), ("<html", "a web page (HTML)"), ("<table", "a web page (HTML)"), ("<?xml",
            "an XML document"),
        ("{\"", "JSON"), ("{ \"", "JSON"), ("[{", "JSON"), ("[\"", "JSON"),
    ];

    /// <summary>What a file that begins so is called; null if it may be text.</summary>
    public static string? Of(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("PK\u0003\u0004"u8) || start.StartsWith("PK\u0005\u0006"u8)) return OfZip(start);
        foreach (var (magic, name) in Kinds)
        {
            if (start.StartsWith(magic)) return name;
        }

        var text = Encoding.Latin1.GetString(start[..Math.Min(start.Length, 64)]).TrimStart('\u00ef', '\u00bb', '\u00bf', ' ', '\t', '\r',
            '\n');
        foreach (var (begin, name) in Texts)
        {
            if (text.StartsWith(begin, StringComparison.OrdinalIgnoreCase)) return name;
        }

        return null;
    }

    /// <summary>Office documents are zip archives with known names in them.</summary>
    private static string OfZip(ReadOnlySpan<byte> start)
    {
        if (start.IndexOf("opendocument.spreadsheet"u8) >= 0) return "an OpenDocument spreadsheet (.ods)";
        if (start.IndexOf("xl/"u8) >= 0) return "an Excel workbook (.xlsx)";
        if (start.IndexOf("word/"u8) >= 0) return "a Word document (.docx)";
        return start.IndexOf("[Content_Types].xml"u8) >= 0 ? "an Office document, such as an Excel workbook (.xlsx)" : "a zip archive";
    }
}
