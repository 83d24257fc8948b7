using System.Globalization;

namespace Countenance.Web.Serving;

/// <summary>Numbers of faces or corrections as a request names them.</summary>
internal static class NumberList
{
    /// <summary>Numbers with commas between them; null when they are something else, none, or more than may be.</summary>
    public static long[]? Parse(string text, int most)
    {
        string[] parts = text.Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0 || parts.Length > most)
        {
            return null;
        }

        var numbers = new long[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!long.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return null;
            }
        }

        return numbers;
    }
}
