namespace Countenance.Retrieval;

/// <summary>Selecting and ordering (key, id) pairs held in two spans.</summary>
internal static class Selection
{
    /// <summary>Returns the k-th smallest key (k from 1), moving the pairs so that the k smallest come first.</summary>
    public static float KthSmallest(Span<float> keys, Span<int> ids, int k)
    {
        var low = 0;
        var high = keys.Length - 1;
        while (low < high)
        {
            var pivot = MedianOfThree(keys[low], keys[low + ((high - low) / 2)], keys[high]);
            var i = low;
            var j = high;
            while (i <= j)
            {
                while (keys[i] < pivot)
                {
                    i++;
                }

                while (keys[j] > pivot)
                {
                    j--;
                }

                if (i <= j)
                {
                    (keys[i], keys[j]) = (keys[j], keys[i]);
                    (ids[i], ids[j]) = (ids[j], ids[i]);
                    i++;
                    j--;
                }
            }

            if (k - 1 <= j)
            {
                high = j;
            }
            else if (k - 1 >= i)
            {
                low = i;
            }
            else
            {
                break;
            }
        }

        return keys[k - 1];
    }

    /// <summary>Sorts the pairs by key, equal keys by id.</summary>
    public static void SortByKeyThenId(Span<double> keys, Span<int> ids)
    {
        keys.Sort(ids);
        var start = 0;
        for (var end = 1; end <= keys.Length; end++)
        {
            if (end < keys.Length && keys[end] == keys[start])
            {
                continue;
            }

            if (end - start > 1)
            {
                ids[start..end].Sort();
            }

            start = end;
        }
    }

    private static float MedianOfThree(float a, float b, float c) =>
        Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
}
