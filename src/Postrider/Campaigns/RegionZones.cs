namespace Postrider.Campaigns;

/// <summary>
/// Prefixes inside a country with several zones that lie in fewer of them, from the national numbering plans as countries notify them to the ITU; November 2026. What is not here, mobile numbers first of all,
/// may be anywhere in its country. A prefix whose area has a town across the line has both zones.
/// </summary>
internal static class RegionZones
{
    // Of the code 7 Kazakhstan has 6 and 7; Abkhazia keeps Moscow's time. In Russia 3, 4 and 8 begin areas, 80 is freephone and the like, 9 is mobile.
    private const string RussiaAndKazakhstan = """
        Asia/Almaty 76 77; Europe/Moscow 7365 74 78 7840 7940; Europe/Kaliningrad 7401; Europe/Samara 7341 7842 7845 7846 7848 7851
        Asia/Yekaterinburg 7342 7343 7345 7346 7347 7349 7351 7352 7353; Asia/Omsk 7381; Asia/Novosibirsk 7382 7383 7384 7385 7388 7390 7391 7394
        Asia/Irkutsk 7301 7395; Asia/Yakutsk 7302 7416; Asia/Sakhalin,Asia/Vladivostok,Asia/Yakutsk 7411; Asia/Vladivostok 7421 7423 7426
        Asia/Sakhalin 7413 7424; Asia/Kamchatka 7415 7427
        Asia/Irkutsk,Asia/Kamchatka,Asia/Novosibirsk,Asia/Omsk,Asia/Sakhalin,Asia/Vladivostok,Asia/Yakutsk,Asia/Yekaterinburg,Europe/Kaliningrad,Europe/Moscow,Europe/Samara 780
        """;

    // The towns of New South Wales at Queensland's border have Queensland's numbers, and the islands in the Indian Ocean, beside a range of their own, those of the north-west.
    private const string Australia = """
        Australia/Sydney 612; Australia/Lord_Howe,Australia/Sydney 61255 61265; Australia/Melbourne 613; Australia/Brisbane 617; Australia/Brisbane,Australia/Sydney 61745 61746 61755 61756
        Australia/Adelaide,Australia/Darwin,Australia/Eucla,Australia/Perth 618; Australia/Adelaide 6188; Australia/Darwin 61889; Australia/Perth 6189; Australia/Eucla,Australia/Perth 618903
        Australia/Perth,Indian/Christmas,Indian/Cocos 61851 61891; Indian/Cocos 6189162; Indian/Christmas 6189164
        """;

    // Two digits of area, mobile numbers included; 0, 3 and 4 begin numbers of the whole country that are dialed without one.
    private const string Brazil = """
        America/Sao_Paulo 5511 5512 5513 5514 5515 5516 5517 5518 5519 5521 5522 5524 5527 5528 5531 5532 5533 5534 5535 5537 5538 5541 5542 5543 5544 5545 5546 5547 5548 5549
        America/Sao_Paulo 5551 5553 5554 5555 5561 5562 5564; America/Fortaleza 5563 5571 5573 5574 5575 5577 5579 5582 5583 5584 5585 5586 5587 5588 5589 5591 5593 5594 5596 5598 5599
        America/Fortaleza,America/Noronha 5581; America/Cuiaba 5565 5567; America/Cuiaba,America/Sao_Paulo 5566; America/Rio_Branco 5568; America/Manaus 5569 5592 5595; America/Manaus,America/Rio_Branco 5597
        """;

    // Ten digits, of which the first two or three name the area, of mobile numbers too; an area of zeros is freephone and the like. The towns at the northern border keep the time of their neighbours.
    private const string Mexico = """
        America/Mexico_City 522 523 524 525 527 529 52614 52618 5281 52833 52834 52844 52871; America/Matamoros,America/Mexico_City 528; America/Matamoros 52867 52868 52899
        America/Mazatlan 52311 52319 52323 52324 52325 52327 52389 52612 52624 52667 52668 52669; America/Hermosillo 52644 52662; America/Ciudad_Juarez 52656 52657
        America/Tijuana 52646 52661 52663 52664 52665 52686; America/Cancun 52983 52984 52998; America/Cancun,America/Mexico_City 52987 52997
        America/Cancun,America/Ciudad_Juarez,America/Hermosillo,America/Matamoros,America/Mazatlan,America/Mexico_City,America/Tijuana 52200 52201 52300 52500 52700 52800 52900
        """;

    private const string Others = """
        Asia/Jakarta 622 6231 6232 6233 6234 6235 626 627; Asia/Makassar 6236 6237 6238 624; Asia/Jakarta,Asia/Makassar 625; Asia/Jayapura 629
        Europe/Madrid 348 349; Atlantic/Canary 34822 34828 34922 34928; Atlantic/Canary,Europe/Madrid 34800 34803 34806 34807 34900 34901 34902 34905 34907
        Europe/Lisbon 3512; Atlantic/Azores 351292 351295 351296
        America/Santiago 562 5633 5634 5635 5641 5642 5643 5645 5651 5652 5653 5655 5657 5658 5663 5664 5665 5671 5672 5673 5675; America/Santiago,Pacific/Easter 5632; America/Punta_Arenas 5661 5667
        America/Guayaquil 5932 5933 5934 5936 5937
        Pacific/Auckland 643 644 646 647 649; Pacific/Chatham 643305
        Indian/Reunion 262262 262263 262692; Indian/Mayotte 262269 262639
        Pacific/Norfolk 6723
        Asia/Ulaanbaatar 97611
        Asia/Shanghai,Asia/Urumqi 86901 86902 86903 86906 86908 86909 8699
        Asia/Famagusta 90392
        """;

    public static IEnumerable<(string Prefix, string Zones)> All => new[] { RussiaAndKazakhstan, Australia, Brazil, Mexico, Others }.SelectMany(table => NumberZones.Read(table));
}
