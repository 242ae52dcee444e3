# Thin over compose and the launcher, for those who come from the original project.
.PHONY: up down logs test
up:
	docker compose up --build --detach
down:
	docker compose down --remove-orphans
logs:
	docker compose logs --follow
test:
	./ringway test
