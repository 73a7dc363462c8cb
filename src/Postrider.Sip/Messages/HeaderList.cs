using System.Collections;

namespace Postrider.Sip.Messages;

/// <summary>The headers of a message in their order. Names compare without case; compact forms are known by their long names.</summary>
internal sealed class HeaderList : IEnumerable<KeyValuePair<string, string>>
{
    private readonly List<KeyValuePair<string, string>> _all = new(16);

    public int Count => _all.Count;

    /// <summary>The first header of a name, or null.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var header in _all)
            {
                if (Is(header, name))
                {
                    return header.Value;
                }
            }

            return null;
        }
    }

    public void Add(string name, string value) => _all.Add(new(name, value));

    /// <summary>Puts a value in the place of the first header of a name, or at the end.</summary>
    public void Set(string name, string value)
    {
        var at = _all.FindIndex(header => Is(header, name));
        if (at < 0)
        {
            Add(name, value);
        }
        else
        {
            _all[at] = new(name, value);
        }
    }

    public void Remove(string name) => _all.RemoveAll(header => Is(header, name));

    public void AppendTo(int index, string more) => _all[index] = new(_all[index].Key, $"{_all[index].Value} {more}");

    /// <summary>Every value of a name, also of several in one line.</summary>
    public IEnumerable<string> Values(string name)
    {
        foreach (var header in _all)
        {
            if (Is(header, name))
            {
                foreach (var value in CommaList.Split(header.Value))
                {
                    yield return value;
                }
            }
        }
    }

    /// <summary>Every header of a name, each undivided.</summary>
    public IEnumerable<string> Lines(string name) => _all.Where(header => Is(header, name)).Select(header => header.Value);

    /// <summary>Whether one of the values is this word.</summary>
    public bool Has(string name, string word) => Values(name).Any(value => value.Equals(word, StringComparison.OrdinalIgnoreCase));

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _all.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static bool Is(KeyValuePair<string, string> header, string name) => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase);
}
