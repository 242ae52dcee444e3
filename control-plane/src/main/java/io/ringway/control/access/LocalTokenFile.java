package io.ringway.control.access;

import io.ringway.control.shell.NodeName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * The file {@code <data>/api.token} with an operator token for the programs of the user that runs
 * Ringway. It is written when the file is missing or its token no longer works. Each node has its
 * own; the tokens of other nodes over the same database are left alone.
 */
@Component
class LocalTokenFile implements SmartInitializingSingleton {

  private static final Logger LOG = LoggerFactory.getLogger(LocalTokenFile.class);

  private final ApiTokens tokens;
  private final Actor author;
  private final SecretFile file;
  private final boolean wanted;

  LocalTokenFile(
      ApiTokens tokens, NodeName node, AccessSettings settings, Environment environment) {
    this.tokens = tokens;
    this.author = Actor.system("local " + node.text());
    this.file = new SecretFile(settings.data().resolve("api.token"));
    this.wanted = settings.localToken(environment);
  }

  @Override
  public void afterSingletonsInstantiated() {
    if (!wanted || tokens.find(file.read()).filter(t -> t.role() == Role.OPERATOR).isPresent()) {
      return;
    }
    // The file of an older token of this node is gone: nobody should still use that token.
    for (var old : tokens.all()) {
      if (old.createdBy().equals(author.name()) && old.revokedAt() == null) {
        tokens.revoke(old.id(), author);
      }
    }
    file.write(tokens.create(author.name(), Role.OPERATOR, null, author).secret());
    LOG.info("API token for programs of this user: {}", file.path());
  }
}
