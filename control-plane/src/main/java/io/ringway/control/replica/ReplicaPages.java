package io.ringway.control.replica;

import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** The page with the replicas of a cluster. The page of the cluster includes its table. */
@Controller
class ReplicaPages {

  private final Replicas replicas;

  ReplicaPages(Replicas replicas) {
    this.replicas = replicas;
  }

  @GetMapping("/clusters/{name}/replicas")
  String replicas(@PathVariable String name, Model model) {
    model.addAttribute("cluster", name);
    model.addAttribute("status", replicas.status(name));
    return "replica/replicas";
  }
}
