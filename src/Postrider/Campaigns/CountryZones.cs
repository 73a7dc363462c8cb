namespace Postrider.Campaigns;

/// <summary>
/// The zones of every country code. Codes: ITU-T, list of assigned country codes of Recommendation E.164 and the numbering plans beside it; zones: the tz database's table of countries, 2025b.
/// Zones of one country that keep the same time now and by the same rules stand for each other. Written in November 2026.
/// </summary>
/// <remarks>
/// Left out are places of a few hundred people that have no prefix of their own and would shorten the hours of millions: Pitcairn (+64), Midway (+1808), South Georgia (+500); and, among Australia's
/// mobile numbers, the Indian Ocean Territories.
/// </remarks>
internal static class CountryZones
{
    /// <summary>All of North America that is not an island state: for what names no place, such as freephone, and for area codes younger than the table.</summary>
    private const string NorthAmerica =
        "America/Adak,America/Anchorage,America/Chicago,America/Denver,America/Halifax,America/Los_Angeles,America/New_York,America/Phoenix,America/Regina,America/St_Johns,America/Vancouver,Pacific/Honolulu";

    private const string Table =
        NorthAmerica + " 1\n" +
        """
        Asia/Irkutsk,Asia/Kamchatka,Asia/Novosibirsk,Asia/Omsk,Asia/Sakhalin,Asia/Vladivostok,Asia/Yakutsk,Asia/Yekaterinburg,Europe/Kaliningrad,Europe/Moscow,Europe/Samara 7
        Africa/Cairo 20; Africa/Johannesburg 27; Africa/Juba 211; Africa/Casablanca 212; Africa/Algiers 213; Africa/Tunis 216; Africa/Tripoli 218
        Africa/Banjul 220; Africa/Dakar 221; Africa/Nouakchott 222; Africa/Bamako 223; Africa/Conakry 224; Africa/Abidjan 225; Africa/Ouagadougou 226
        Africa/Niamey 227; Africa/Lome 228; Africa/Porto-Novo 229; Indian/Mauritius 230; Africa/Monrovia 231; Africa/Freetown 232; Africa/Accra 233
        Africa/Lagos 234; Africa/Ndjamena 235; Africa/Bangui 236; Africa/Douala 237; Atlantic/Cape_Verde 238; Africa/Sao_Tome 239; Africa/Malabo 240
        Africa/Libreville 241; Africa/Brazzaville 242; Africa/Kinshasa,Africa/Lubumbashi 243; Africa/Luanda 244; Africa/Bissau 245; Indian/Chagos 246
        Atlantic/St_Helena 247 290; Indian/Mahe 248; Africa/Khartoum 249; Africa/Kigali 250; Africa/Addis_Ababa 251; Africa/Mogadishu 252; Africa/Djibouti 253
        Africa/Nairobi 254; Africa/Dar_es_Salaam 255; Africa/Kampala 256; Africa/Bujumbura 257; Africa/Maputo 258; Africa/Lusaka 260; Indian/Antananarivo 261
        Indian/Mayotte,Indian/Reunion 262; Africa/Harare 263; Africa/Windhoek 264; Africa/Blantyre 265; Africa/Maseru 266; Africa/Gaborone 267
        Africa/Mbabane 268; Indian/Comoro 269; Africa/Asmara 291; America/Aruba 297; Atlantic/Faroe 298
        America/Danmarkshavn,America/Nuuk,America/Scoresbysund,America/Thule 299
        Europe/Athens 30; Europe/Amsterdam 31; Europe/Brussels 32; Europe/Paris 33; Atlantic/Canary,Europe/Madrid 34; Europe/Gibraltar 350
        Atlantic/Azores,Europe/Lisbon 351; Europe/Luxembourg 352; Europe/Dublin 353; Atlantic/Reykjavik 354; Europe/Tirane 355; Europe/Malta 356
        Asia/Nicosia 357; Europe/Helsinki 358; Europe/Sofia 359; Europe/Budapest 36; Europe/Vilnius 370; Europe/Riga 371; Europe/Tallinn 372
        Europe/Chisinau 373; Asia/Yerevan 374; Europe/Minsk 375; Europe/Andorra 376; Europe/Monaco 377; Europe/San_Marino 378; Europe/Kyiv 380
        Europe/Belgrade 381 383; Europe/Podgorica 382; Europe/Zagreb 385; Europe/Ljubljana 386; Europe/Sarajevo 387; Europe/Skopje 389; Europe/Rome 39
        Europe/Bucharest 40; Europe/Zurich 41; Europe/Prague 420; Europe/Bratislava 421; Europe/Vaduz 423; Europe/Vienna 43; Europe/London 44
        Europe/Copenhagen 45; Europe/Stockholm 46; Europe/Oslo 47; Europe/Warsaw 48; Europe/Berlin 49
        Atlantic/Stanley 500; America/Belize 501; America/Guatemala 502; America/El_Salvador 503; America/Tegucigalpa 504; America/Managua 505
        America/Costa_Rica 506; America/Panama 507; America/Miquelon 508; America/Port-au-Prince 509; America/Lima 51
        America/Cancun,America/Ciudad_Juarez,America/Hermosillo,America/Matamoros,America/Mazatlan,America/Mexico_City,America/Tijuana 52
        America/Havana 53; America/Argentina/Buenos_Aires 54; America/Cuiaba,America/Fortaleza,America/Manaus,America/Noronha,America/Rio_Branco,America/Sao_Paulo 55
        America/Punta_Arenas,America/Santiago,Pacific/Easter 56; America/Bogota 57; America/Caracas 58; America/Guadeloupe 590; America/La_Paz 591; America/Guyana 592
        America/Guayaquil,Pacific/Galapagos 593; America/Cayenne 594; America/Asuncion 595; America/Martinique 596; America/Paramaribo 597
        America/Montevideo 598; America/Curacao 599
        Asia/Kuala_Lumpur 60; Australia/Adelaide,Australia/Brisbane,Australia/Darwin,Australia/Eucla,Australia/Lord_Howe,Australia/Perth,Australia/Sydney 61
        Asia/Jakarta,Asia/Jayapura,Asia/Makassar 62; Asia/Manila 63; Pacific/Auckland,Pacific/Chatham 64; Asia/Singapore 65; Asia/Bangkok 66; Asia/Dili 670
        Antarctica/Casey,Antarctica/Davis,Antarctica/Macquarie,Antarctica/Mawson,Pacific/Norfolk 672; Asia/Brunei 673; Pacific/Nauru 674
        Pacific/Bougainville,Pacific/Port_Moresby 675; Pacific/Tongatapu 676; Pacific/Guadalcanal 677; Pacific/Efate 678; Pacific/Fiji 679; Pacific/Palau 680
        Pacific/Wallis 681; Pacific/Rarotonga 682; Pacific/Niue 683; Pacific/Apia 685; Pacific/Kanton,Pacific/Kiritimati,Pacific/Tarawa 686; Pacific/Noumea 687
        Pacific/Funafuti 688; Pacific/Gambier,Pacific/Marquesas,Pacific/Tahiti 689; Pacific/Fakaofo 690; Pacific/Chuuk,Pacific/Pohnpei 691; Pacific/Majuro 692
        Asia/Tokyo 81; Asia/Seoul 82; Asia/Ho_Chi_Minh 84; Asia/Pyongyang 850; Asia/Hong_Kong 852; Asia/Macau 853; Asia/Phnom_Penh 855; Asia/Vientiane 856
        Asia/Shanghai 86; Asia/Dhaka 880; Asia/Taipei 886; Europe/Istanbul 90; Asia/Kolkata 91; Asia/Karachi 92; Asia/Kabul 93; Asia/Colombo 94; Asia/Yangon 95
        Indian/Maldives 960; Asia/Beirut 961; Asia/Amman 962; Asia/Damascus 963; Asia/Baghdad 964; Asia/Kuwait 965; Asia/Riyadh 966; Asia/Aden 967; Asia/Muscat 968
        Asia/Hebron 970; Asia/Dubai 971; Asia/Jerusalem 972; Asia/Bahrain 973; Asia/Qatar 974; Asia/Thimphu 975; Asia/Hovd,Asia/Ulaanbaatar 976
        Asia/Kathmandu 977; Asia/Tehran 98; Asia/Dushanbe 992; Asia/Ashgabat 993; Asia/Baku 994; Asia/Tbilisi 995; Asia/Bishkek 996; Asia/Tashkent 998
        """;

    public static IEnumerable<(string Prefix, string Zones)> All => NumberZones.Read(Table);
}
