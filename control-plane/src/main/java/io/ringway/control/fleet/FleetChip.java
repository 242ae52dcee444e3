package io.ringway.control.fleet;

import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/**
 * The state of the fleet in the header of every page.
 *
 * @param text a few words
 * @param title a whole sentence
 * @param tone {@code good}, {@code warn}, {@code bad} or {@code off}: a CSS class
 */
public record FleetChip(String text, String title, String tone) {

  /** Describes the fleet in a few words. */
  public static FleetChip of(FleetSummary fleet) {
    String text =
        fleet.connected() == 0
            ? "no balancer"
            : "%s%d/%d on r%d"
                .formatted(
                    obstacleText(fleet), fleet.agreeing(), fleet.connected(), fleet.revision());
    String tone =
        fleet.rejecting() > 0 || fleet.closed() > 0
            ? "bad"
            : fleet.connected() == 0
                ? "off"
                : fleet.agreeing() < fleet.connected() || fleet.hindered() > 0 ? "warn" : "good";
    return new FleetChip(text, fleet.sentence(), tone);
  }

  /** Returns the words on obstacles. They come first, since narrow screens cut off the end. */
  private static String obstacleText(FleetSummary fleet) {
    return fleet.closed() > 0 ? "port closed, " : fleet.hindered() > 0 ? "in part, " : "";
  }

  @ControllerAdvice(annotations = Controller.class)
  static class OnEveryPage {

    private final Fleet fleet;

    OnEveryPage(Fleet fleet) {
      this.fleet = fleet;
    }

    @ModelAttribute("fleet")
    FleetChip chip() {
      try {
        return of(fleet.summary());
      } catch (DataAccessException e) {
        // Without a database a page, above all the error page, still shows what it can.
        return new FleetChip(
            "no database", "The database does not answer: " + e.getMessage(), "bad");
      }
    }
  }
}
