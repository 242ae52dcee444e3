package io.ringway.control.picture;

/**
 * The colour of a server: an index into the palette of twelve in the style sheet, the same on every
 * page.
 */
public final class ServerColour {

  /** Colours in the palette. */
  public static final int COUNT = 12;

  private ServerColour() {}

  /**
   * Returns the colour of a server, from its id alone. Ids that end in a small number, such as
   * {@code server-3}, get neighbouring colours, so that the first dozen never clash.
   */
  public static int of(String serverId) {
    int digits = serverId.length();
    while (digits > 0 && Character.isDigit(serverId.charAt(digits - 1))) {
      digits--;
    }
    int length = serverId.length() - digits;
    boolean numbered =
        length >= 1
            && length <= 4
            && digits > 0
            && "-_. ".indexOf(serverId.charAt(digits - 1)) >= 0;
    if (numbered) {
      return Math.floorMod(Integer.parseInt(serverId.substring(digits)) - 1, COUNT);
    }
    int hash = serverId.hashCode();
    hash ^= hash >>> 16;
    hash *= 0x45d9f3b;
    hash ^= hash >>> 16;
    return Math.floorMod(hash, COUNT);
  }
}
