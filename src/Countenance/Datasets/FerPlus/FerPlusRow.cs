using System.Globalization;

namespace Countenance.Datasets.FerPlus;

/// <summary>One image of FER+ and its votes.</summary>
/// <param name="Name">Name in the data set, such as <c>FER2013Train/fer0000001.png</c>.</param>
/// <param name="Position">Number of the row among all rows of its file, from 0.</param>
/// <param name="Line">Number of its line, from 1.</param>
/// <param name="Votes">The votes, [10].</param>
/// <param name="Size">Width and height of the image in pixels.</param>
internal sealed record FerPlusRow(string Name, int Position, int Line, float[] Votes, (int Width, int Height) Size)
{
    /// <summary>Reads ten votes.</summary>
    /// <param name="fields">The fields of the votes alone.</param>
    /// <param name="error">Makes the exception for a problem.</param>
    public static float[] ParseVotes(ReadOnlySpan<string> fields, Func<string, DatasetException> error)
    {
        if (fields.Length != FerPlusVotes.Columns)
        {
            throw error($"{fields.Length} votes, expected {FerPlusVotes.Columns}");
        }

        var votes = new float[FerPlusVotes.Columns];
        for (int column = 0; column < votes.Length; column++)
        {
            const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
            if (!float.TryParse(fields[column], Style, CultureInfo.InvariantCulture, out votes[column])
                || !float.IsFinite(votes[column]) || votes[column] < 0)
            {
                throw error($"the votes for {FerPlusVotes.ColumnNames[column]} must be a number of at least 0. Got '{fields[column]}'");
            }
        }

        return votes;
    }

    /// <summary>Reads a face box, <c>(left, top, right, bottom)</c>. In FER+ the face fills the image, so left and top are 0.</summary>
    /// <param name="field">The field.</param>
    /// <param name="error">Makes the exception for a problem.</param>
    /// <returns>Width and height of the box, which are those of the image.</returns>
    public static (int Width, int Height) ParseBox(string field, Func<string, DatasetException> error)
    {
        string[] parts = field is ['(', .., ')'] ? field[1..^1].Split(',', StringSplitOptions.TrimEntries) : [];
        var box = new int[4];
        bool valid = parts.Length == box.Length;
        for (int i = 0; valid && i < box.Length; i++)
        {
            valid = int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out box[i]);
        }

        return valid && box is [0, 0, > 0, > 0]
            ? (box[2], box[3])
            : throw error($"the face box must be the whole image, (0, 0, width, height). Got '{field}'");
    }
}
