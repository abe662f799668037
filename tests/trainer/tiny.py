"""The tiny model as a GGUF file: what transformers reads back, not for llama.cpp."""

import json
from pathlib import Path
from typing import Any

import gguf
from gguf.tensor_mapping import get_tensor_name_map
from transformers import PreTrainedTokenizerFast, Qwen2ForCausalLM


def tiny_gguf(folder: Path, file: Path) -> Path:
    """Write the tiny model as an fp32 GGUF with what transformers reads; not for llama.cpp."""
    model = Qwen2ForCausalLM.from_pretrained(folder)
    tokenizer: Any = PreTrainedTokenizerFast.from_pretrained(folder)
    config: Any = model.config
    writer = gguf.GGUFWriter(file, "qwen2")
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_rope_freq_base(1_000_000.0)
    content = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    words = tokenizer.convert_ids_to_tokens(list(range(len(tokenizer))))
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list([*words, *(f"[PAD{n}]" for n in range(len(words), config.vocab_size))])
    kinds = [
        gguf.TokenType.CONTROL if word in tokenizer.all_special_tokens else gguf.TokenType.NORMAL for word in words
    ]
    writer.add_token_types([*kinds, *[gguf.TokenType.UNUSED] * (config.vocab_size - len(words))])
    writer.add_token_merges([" ".join(pair) for pair in content["model"]["merges"]])
    writer.add_eos_token_id(tokenizer.eos_token_id)
    writer.add_pad_token_id(tokenizer.pad_token_id)
    writer.add_chat_template(tokenizer.chat_template)
    names = get_tensor_name_map(gguf.MODEL_ARCH.QWEN2, config.num_hidden_layers)
    for name, tensor in model.named_parameters():
        writer.add_tensor(str(names.get_name(name, (".weight", ".bias"))), tensor.detach().numpy())
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return file
