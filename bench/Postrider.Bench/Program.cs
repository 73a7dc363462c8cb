using Postrider.Bench;

// `Postrider.Bench <command> --name value …`; a measuring command prints one line of JSON at its end.
string[] commandLine = args;
var options = new BenchOptions(commandLine.Skip(1));
switch (commandLine.FirstOrDefault())
{
    case "bare":
        await BareServer.RunAsync();
        return 0;
    case "quartz":
        await QuartzDrain.RunAsync(options);
        return 0;
    case "drain":
        await Drain.RunAsync(options);
        return 0;
    case "lateness":
        await Lateness.RunAsync(options);
        return 0;
    case "mail-client":
        await MailSending.RunAsync(options);
        return 0;
    case "mail-drain":
        await MailDrain.RunAsync(options);
        return 0;
    case "calls":
        await CallSetup.RunAsync(options);
        return 0;
    case "talk":
        await CallTalk.RunAsync(options);
        return 0;
    default:
        Console.Error.WriteLine("usage: Postrider.Bench bare | quartz | drain | lateness | mail-client | mail-drain | calls | talk [--database C] [--jobs N] [--lanes N] [--rate N] [--port N] [--connections N] [--calls N] [--seconds N]");
        return 2;
}
