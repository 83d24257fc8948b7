namespace Countenance.Datasets.Files;

/// <summary>Collects the images that a list names and that are not there, so that one run tells the user how many they are.</summary>
internal sealed class MissingImages
{
    private int count;
    private int firstLine;
    private string firstName = "";

    /// <summary>Notes the image that a line names.</summary>
    public void Add(int line, string name)
    {
        if (count++ == 0)
        {
            (firstLine, firstName) = (line, name);
        }
    }

    /// <summary>Does nothing when none is missing.</summary>
    /// <param name="list">What to call the list in the message.</param>
    /// <exception cref="DatasetException">Names the first missing image and the number of the others.</exception>
    public void ThrowIfAny(string list)
    {
        if (count > 0)
        {
            string rest = count > 1 ? $"; and {count - 1} more" : "";
            throw new DatasetException(list, firstLine, $"the image {firstName} is missing{rest}");
        }
    }
}
