namespace Postrider.Mail.Mime.Parsing;

/// <summary>Walks through a mail line by line, and tells a visitor of its parts and their decoded content.</summary>
internal sealed class PartWalker(MailLimits limits, IPartVisitor visitor)
{
    private readonly List<Part> _open = [];
    private readonly HeadReader _head = new(limits);
    private readonly ContentDecoders _decoders = new(visitor);
    private readonly byte[] _lineEnd = new byte[3];
    private Place _place = Place.Head;
    private bool _midLine;
    private int _lineEndLength;
    private int _parts;
    private Part? _part;
    private string _number = "";

    private enum Place
    {
        Head,
        Content,

        /// <summary>In a multipart that does not say its boundary.</summary>
        Seeking,

        /// <summary>Before, between and after parts.</summary>
        Outside,
    }

    /// <summary>The header of the mail itself.</summary>
    public MailHeaders Headers { get; private set; } = new([]);

    public Part? Root { get; private set; }

    public bool WasTruncated { get; private set; }

    public void Take(LinePiece line)
    {
        var startsLine = !_midLine;
        _midLine = line.End.Length == 0;
        if (startsLine && line.Content.StartsWith("--"u8) && TryCross(line.Content))
        {
            return;
        }

        switch (_place)
        {
            case Place.Head:
                TakeHead(line, startsLine);
                break;
            case Place.Seeking:
                Seek(line);
                break;
            case Place.Content:
                TakeContent(line);
                break;
            case Place.Outside when _open is [{ Children: 0 }]:
                visitor.TakePreamble(line.Content);
                visitor.TakePreamble(line.End);
                break;
        }
    }

    public void End()
    {
        EndPart(atEnd: true);
        WasTruncated |= _head.WasTruncated;
    }

    private void TakeHead(LinePiece line, bool startsLine)
    {
        if (startsLine && line.Content.Length == 0)
        {
            EndHead();
        }
        else if (!_head.TryAdd(line.Content, startsLine, isFirst: Root is null) && Root is not null)
        {
            // A part whose header has no end, or that has no header at all.
            EndHead();
            _midLine = false;
            Take(line);
        }
    }

    private void EndHead()
    {
        var part = new Part(_head.ToHeaders(), _open.LastOrDefault(), _number);
        if (Root is null)
        {
            (Root, Headers) = (part, part.Headers);
        }

        _part = null;
        if (part.IsMultipart && _open.Count < limits.Depth)
        {
            _place = part.Boundary.Length > 0 ? Place.Outside : Place.Seeking;
            if (_place == Place.Outside)
            {
                _open.Add(part);
            }
            else
            {
                _part = part;
            }

            return;
        }

        WasTruncated |= part.IsMultipart;
        BeginContent(part);
    }

    private void BeginContent(Part part)
    {
        part.BecomeRoot();
        (_part, _place, _lineEndLength) = (part, Place.Content, 0);
        visitor.Begin(part);
        _decoders.Begin(part.TransferEncoding);
    }

    private void TakeContent(LinePiece line)
    {
        if (_lineEndLength > 0)
        {
            _decoders.Break(_lineEnd.AsSpan(0, _lineEndLength));
        }

        _decoders.Take(line.Content, endsLine: line.End.Length > 0);
        line.End.CopyTo(_lineEnd);
        _lineEndLength = line.End.Length;
    }

    private void Seek(LinePiece line)
    {
        var content = line.Content.TrimEnd((byte)' ');
        if (content.Length == 0)
        {
            return;
        }

        var part = _part!;
        if (content.StartsWith("--"u8) && content.Length is > 2 and < 80 && content[2] is not ((byte)'-' or (byte)' '))
        {
            part.Boundary = content[2..].ToArray();
            _open.Add(part);
            TryCross(line.Content);
            return;
        }

        part.BecomeText();
        BeginContent(part);
        TakeContent(line);
    }

    /// <summary>Whether the line is the boundary of an open multipart, the innermost first; if so, that part of the mail begins or ends.</summary>
    private bool TryCross(ReadOnlySpan<byte> line)
    {
        for (var i = _open.Count - 1; i >= 0; i--)
        {
            if (!line[2..].StartsWith(_open[i].Boundary))
            {
                continue;
            }

            var rest = line[(2 + _open[i].Boundary.Length)..].TrimEnd(" \t"u8);
            if (rest.Length > 0 && !rest.SequenceEqual("--"u8))
            {
                continue;
            }

            EndPart(atEnd: false);
            _open.RemoveRange(i + 1, _open.Count - i - 1);
            if (rest.Length > 0)
            {
                _open.RemoveAt(i);
                _place = Place.Outside;
            }
            else
            {
                BeginPart(_open[i]);
            }

            return true;
        }

        return false;
    }

    private void BeginPart(Part parent)
    {
        parent.Children++;
        if (++_parts > limits.Parts)
        {
            (_place, WasTruncated) = (Place.Outside, true);
            return;
        }

        _number = parent.Number.Length == 0 ? $"{parent.Children}" : $"{parent.Number}.{parent.Children}";
        _head.Reset();
        _place = Place.Head;
    }

    private void EndPart(bool atEnd)
    {
        if (_place == Place.Head && (Root is null || !atEnd || !_head.IsEmpty))
        {
            EndHead();
        }

        if (_place == Place.Seeking && _part is { } seeking)
        {
            seeking.BecomeText();
            BeginContent(seeking);
        }

        if (_place == Place.Content && _part is { } part)
        {
            // The line end before a boundary is the boundary's; at the end of the mail it is the part's own.
            if (atEnd && _lineEndLength > 0)
            {
                _decoders.Break(_lineEnd.AsSpan(0, _lineEndLength));
            }

            _decoders.End();
            visitor.End(part);
        }

        (_part, _place) = (null, Place.Outside);
    }
}
