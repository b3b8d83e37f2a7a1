package dev.yoco4j.evaluation.needle;

import java.util.List;

/// The cities that needles are about: a hundred entries, of which twelve stand twice.
///
/// The reference's list has duplicates too, and is not public; this one is ours. Two needles of one
/// trial may so be about the same city, which makes the question ambiguous: such trials are counted
/// as any other, and how many there are is reported.
final class Cities {
  static final List<String> ALL =
      List.of(
          ("Amsterdam,Ankara,Athens,Atlanta,Auckland,Baghdad,Bangkok,Barcelona,Beijing,Beirut,"
                  + "Belgrade,Berlin,Bogota,Boston,Brisbane,Brussels,Bucharest,Budapest,Cairo,Calgary,"
                  + "Caracas,Casablanca,Chicago,Copenhagen,Dakar,Dallas,Damascus,Delhi,Denver,Detroit,"
                  + "Dhaka,Dublin,Edinburgh,Florence,Frankfurt,Geneva,Glasgow,Hamburg,Hanoi,Havana,"
                  + "Helsinki,Houston,Istanbul,Jakarta,Jerusalem,Johannesburg,Karachi,Kathmandu,Kiev,Kyoto,"
                  + "Lagos,Lima,Lisbon,London,Lyon,Madrid,Manila,Marseille,Melbourne,Miami,"
                  + "Milan,Montreal,Moscow,Mumbai,Munich,Nairobi,Naples,Osaka,Oslo,Paris,"
                  + "Prague,Quito,Riga,Rome,Santiago,Seattle,Seoul,Shanghai,Singapore,Sofia,"
                  + "Stockholm,Sydney,Taipei,Tokyo,Toronto,Vienna,Warsaw,Zurich,"
                  + "Amsterdam,Berlin,Chicago,Dublin,London,Madrid,Moscow,Paris,Rome,Seoul,Tokyo,Toronto")
              .split(","));

  private Cities() {}
}
