package io.ringway.cli;

import io.ringway.cli.HaProxyFile.Line;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The nested {@code .if} blocks around the lines of a file. */
final class HaProxyBranches {

  private static final int DEEPEST = 16;

  /**
   * A block.
   *
   * @param line of its {@code .if}
   * @param taken whether the present branch applies
   * @param over whether no later branch can apply
   * @param last whether the present branch is {@code .else}
   */
  private record Block(int line, boolean taken, boolean over, boolean last) {}

  private final HaProxyEnvironment environment;
  private final Deque<Block> blocks = new ArrayDeque<>();
  private final List<String> remarks = new ArrayList<>();

  HaProxyBranches(HaProxyEnvironment environment) {
    this.environment = environment;
  }

  /** Returns notes for the user about decisions between branches, with line numbers. */
  List<String> remarks() {
    return remarks;
  }

  /** Returns whether the present lines apply. */
  boolean count() {
    return blocks.isEmpty() || blocks.getFirst().taken();
  }

  /**
   * Reads a line that begins with a dot.
   *
   * @return whether it was a directive about branches
   */
  boolean read(Line line) throws CliException {
    switch (line.name()) {
      case ".if" -> {
        if (blocks.size() >= DEEPEST - 1) {
          throw new CliException(line.number(), "too many nested '.if'.");
        }
        boolean outer = count();
        boolean holds = outer && holds(line);
        blocks.push(new Block(line.number(), holds, holds || !outer, false));
      }
      case ".elif" -> {
        Block block = open(line);
        boolean holds = !block.over() && holds(line);
        blocks.push(new Block(block.line(), holds, block.over() || holds, false));
      }
      case ".else" -> {
        alone(line);
        Block block = open(line);
        blocks.push(new Block(block.line(), !block.over(), true, true));
      }
      case ".endif" -> {
        alone(line);
        if (blocks.isEmpty()) {
          throw new CliException(line.number(), "'.endif' without an '.if' before it.");
        }
        blocks.pop();
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private static void alone(Line line) throws CliException {
    if (!line.word(1).isEmpty()) {
      throw new CliException(line.number(), "'" + line.name() + "' is followed by more words.");
    }
  }

  private Block open(Line line) throws CliException {
    if (blocks.isEmpty() || blocks.getFirst().last()) {
      throw new CliException(line.number(), "'" + line.name() + "' without an '.if' before it.");
    }
    return blocks.pop();
  }

  private boolean holds(Line line) throws CliException {
    line.refuseUnknown();
    String text = String.join(" ", line.words().subList(1, line.words().size()));
    HaProxyCondition condition = new HaProxyCondition(line.number(), text, environment);
    boolean holds = condition.holds();
    for (String name : condition.guessed()) {
      remarks.add(
          "line "
              + line.number()
              + ": "
              + name
              + " is taken as not defined; if the environment of HAProxy has it, give --set "
              + name
              + "=TEXT");
    }
    return holds;
  }

  /** Checks that all blocks are closed. */
  void end() throws CliException {
    if (!blocks.isEmpty()) {
      throw new CliException(blocks.getFirst().line(), "the '.if' has no '.endif'.");
    }
  }
}
